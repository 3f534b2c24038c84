package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("C26")
class EventTextTest {
    private final EventText text = new EventText();

    @Test
    void a_message_is_one_line_of_data_and_one_blank_line() {
        text.message(utf8("{\"content\":\"grüß 🦉\"}"));
        assertThat(written()).isEqualTo("data: {\"content\":\"grüß 🦉\"}\n\n");
        assertThat(text.size()).isEqualTo(utf8(written()).length);
    }

    @ParameterizedTest
    @CsvSource({"a\\nb, a|b", "a\\r\\nb, a|b", "a\\rb, a|b", "a\\n, a|", "\\na, |a", "a\\n\\nb, a||b", "a\\r\\rb, a||b"
    })
    void each_line_of_a_message_has_its_own_data(String message, String lines) {
        text.message(utf8(message.replace("\\n", "\n").replace("\\r", "\r")));
        assertThat(written()).isEqualTo("data: " + lines.replace("|", "\ndata: ") + "\n\n");
    }

    @Test
    void events_come_one_after_the_other() {
        text.retry(Duration.ofSeconds(3)).event("open", "{}").comment("ping").message(utf8("{}"));
        assertThat(written()).isEqualTo("retry: 3000\n\nevent: open\ndata: {}\n\n: ping\n\ndata: {}\n\n");
    }

    @Test
    void an_id_comes_before_its_message() {
        text.message(7, utf8("a\nb"));
        assertThat(written()).isEqualTo("id: 7\ndata: a\ndata: b\n\n");
    }

    private String written() {
        return new String(text.toBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
