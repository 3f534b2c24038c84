package io.signalbox.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a handshake may be recorded. */
@Tag("K14")
class PeerReaderTest {
    private static final Map<String, String> HEADERS =
            Map.of("user-agent", "test/1", "cookie", "a=b", "authorization", "Bearer x", "accept-language", "de\tCH");

    @Test
    void only_headers_on_the_list_are_read_each_without_control_characters() {
        PeerReader reader = PeerReader.of(PeerReader.parseHeaders("User-Agent, accept-language ,X-Absent"));
        assertThat(reader.read("10.1.2.3", PeerReaderTest::header))
                .isEqualTo(new Peer("10.1.2.3", Map.of("user-agent", "test/1", "accept-language", "de CH")));
    }

    @Test
    void a_long_header_is_cut() {
        Map<String, String> long1 = new HashMap<>(Map.of("user-agent", "x".repeat(1000)));
        Peer peer = PeerReader.of(PeerReader.parseHeaders("user-agent")).read("", long1::get);
        assertThat(peer.headers().get("user-agent")).hasSize(256);
    }

    @Test
    void where_connections_are_not_recorded_nothing_is_read() {
        assertThat(PeerReader.OFF.read("10.1.2.3", name -> {
                    throw new AssertionError(name);
                }))
                .isSameAs(Peer.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie",
                "authorization",
                "Proxy-Authorization",
                "token",
                "X-Auth-Token",
                "X-API-Key",
                "Sec-WebSocket-Key",
                "sec-websocket-protocol",
                "X-Session-Id",
                "X-Client-Secret",
                "a b",
                "",
                "x,"
            })
    void secrets_and_what_is_no_name_cannot_be_on_the_list(String list) {
        assertThatIllegalArgumentException().isThrownBy(() -> PeerReader.parseHeaders(list));
    }

    private static @Nullable String header(String name) {
        return HEADERS.get(name.toLowerCase(Locale.ROOT));
    }
}
