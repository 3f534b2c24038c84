package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("C11")
class ResponseHeadersTest {
    @Test
    void each_name_gets_the_prefix() {
        assertThat(ResponseHeaders.parse("Region=eu-1, Release = build 7=x").values())
                .containsExactlyInAnyOrderEntriesOf(Map.of("X-WSC-Region", "eu-1", "X-WSC-Release", "build 7=x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Region",
                "Re gion=x",
                "Region=",
                "A=1,a=2",
                "client-id=x",
                "Node-ID=x",
                "A=\u00e4",
                "A=b\r\nC: d"
            })
    void what_cannot_be_a_header_or_is_ours_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResponseHeaders.parse(text))
                .withMessageStartingWith("must ");
    }
}
