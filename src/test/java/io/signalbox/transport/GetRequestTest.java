package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("B14")
final class GetRequestTest {
    @Test
    void it_is_written_as_http() {
        GetRequest request = new GetRequest("::1", 81, "/ws?a=b", List.of(new Header("X-A", "1")));
        assertThat(StandardCharsets.ISO_8859_1.decode(request.encode()).toString())
                .isEqualTo("GET /ws?a=b HTTP/1.1\r\nHost: [::1]:81\r\nX-A: 1\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\u0000b", "a\u0100b", "a\u007fb"})
    void a_header_value_cannot_carry_another_line(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Header("X-A", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X A", "X:A", "X\r\nA", "Xé"})
    void a_header_name_is_a_token(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Header(name, "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "/a b", "/a\r\nb", "/é", "/a\u0000"})
    void a_target_cannot_carry_another_line(String target) {
        assertThatIllegalArgumentException().isThrownBy(() -> new GetRequest("h", 1, target, List.of()));
    }

    @Test
    void its_size_is_bounded() {
        List<Header> headers = Collections.nCopies(20, new Header("X-A", "v".repeat(1000)));
        assertThatIllegalArgumentException().isThrownBy(() -> new GetRequest("h", 1, "/", headers));
    }
}
