package io.signalbox.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("C15")
class UserAgentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 | WEB",
                "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0                                      | WEB",
                "something nobody knows                                                                                       | WEB",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1       | MOBILE",
                "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15                                           | MOBILE",
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36                | MOBILE",
                "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 Chrome/120.0 Safari/537.36                       | MOBILE",
                "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36          | MOBILE",
                "okhttp/4.12.0                                                                                                | MOBILE",
                "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 desk/1.0 Chrome/120.0 Electron/28.0.0 Safari/537.36               | DESKTOP",
                "Mozilla/5.0 (Linux; Android 6.0.1) AppleWebKit/537.36 Mobile (compatible; Googlebot/2.1; +http://x)          | API",
                "Mozilla/5.0 (compatible; bingbot/2.0)                                                                        | API",
                "curl/8.4.0                                                                                                   | API",
                "python-requests/2.31.0                                                                                       | API",
                "Java-http-client/17.0.15                                                                                     | API",
                "Go-http-client/1.1                                                                                           | API"
            })
    void tells_the_kind_of_client(String header, ClientType expected) {
        assertThat(UserAgent.clientType(header)).isEqualTo(expected);
    }

    @Test
    void who_sends_none_is_a_program() {
        assertThat(UserAgent.clientType(null)).isEqualTo(ClientType.API);
        assertThat(UserAgent.clientType(" ")).isEqualTo(ClientType.API);
    }
}
