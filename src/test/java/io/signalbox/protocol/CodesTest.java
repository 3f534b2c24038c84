package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("H75")
class CodesTest {
    @Test
    void every_error_has_a_number_and_a_name_of_its_own() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).allMatch(n -> n >= 80000 && n < 82000);
    }

    @Test
    void every_close_has_a_number_and_a_name_of_its_own() {
        assertThat(Arrays.stream(CloseCode.values()).map(CloseCode::code)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(CloseCode.values()).map(CloseCode::reason)).doesNotHaveDuplicates();
        for (CloseCode code : CloseCode.values()) {
            assertThat(code.code() < 1016 || code.code() >= 4000 && code.code() < 5000)
                    .as(code.name())
                    .isTrue();
        }
    }
}
