package io.signalbox.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    @Test
    void what_is_not_set_or_blank_has_its_default() {
        for (SettingsReader settings : List.of(reader(Map.of()), reader(Map.of("signalbox.x", "  ")))) {
            assertThat(settings.string("signalbox.x", "d")).isEqualTo("d");
            assertThat(settings.integer("signalbox.x", 7, 1, 9)).isEqualTo(7);
            assertThat(settings.duration("signalbox.x", Duration.ofSeconds(2), Duration.ZERO, Duration.ofDays(1)))
                    .isEqualTo(Duration.ofSeconds(2));
            assertThat(settings.choice("signalbox.x", Colour.DARK_BLUE)).isEqualTo(Colour.DARK_BLUE);
            assertThat(settings.bool("signalbox.x", true)).isTrue();
            assertThat(settings.parsed("signalbox.x", 5L, Long::valueOf)).isEqualTo(5L);
            assertThatCode(settings::finish).doesNotThrowAnyException();
        }
    }

    @Test
    void text_is_stripped() {
        assertThat(reader("  a b ").string("signalbox.x", "d")).isEqualTo("a b");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "9,9", "' 5 ',5", "+5,5"})
    void a_number_within_its_bounds_is_taken(String text, int expected) {
        assertThat(reader(text).integer("signalbox.x", 7, 1, 9)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10", "-1", "x", "1.5", "99999999999", "0x5", "5s"})
    void a_number_out_of_its_bounds_is_a_problem(String text) {
        SettingsReader settings = reader(text);
        assertThat(settings.integer("signalbox.x", 7, 1, 9)).isEqualTo(7);
        assertThat(problems(settings))
                .containsExactly("signalbox.x must be a whole number from 1 to 9, but is '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "500ms,PT0.5S",
        "10s,PT10S",
        "10S,PT10S",
        "5m,PT5M",
        "168h,PT168H",
        "1.5s,PT1.5S",
        "PT10S,PT10S",
        "pt1m,PT1M",
        "P1D,PT24H",
        "'10 ms',PT0.01S"
    })
    void a_duration_has_a_unit(String text, Duration expected) {
        assertThat(reader(text).duration("signalbox.x", Duration.ZERO, Duration.ZERO, Duration.ofDays(30)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10", "ms", "-1s", "1d", "s", "1h1", "9999999999999999999ms", "999999999999999999h", "2h", "P"})
    void a_duration_that_is_none_or_out_of_its_bounds_is_a_problem(String text) {
        SettingsReader settings = reader(text);
        assertThat(settings.duration("signalbox.x", Duration.ofSeconds(9), Duration.ofMillis(100), Duration.ofHours(1)))
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(problems(settings))
                .containsExactly(
                        "signalbox.x must be a duration such as 10s or 500ms, from 100ms to 1h, but is '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dark-blue", "DARK-BLUE", " Dark-Blue "})
    void a_choice_is_written_with_dashes_in_any_case(String text) {
        assertThat(reader(text).choice("signalbox.x", Colour.RED)).isEqualTo(Colour.DARK_BLUE);
    }

    @Test
    void a_choice_that_there_is_not_is_a_problem() {
        SettingsReader settings = reader("green");
        assertThat(settings.choice("signalbox.x", Colour.RED)).isEqualTo(Colour.RED);
        assertThat(problems(settings)).containsExactly("signalbox.x must be one of [red, dark-blue], but is 'green'");
    }

    @Test
    void a_bool_is_true_or_false_and_nothing_else() {
        assertThat(reader("TRUE").bool("signalbox.x", false)).isTrue();
        assertThat(reader("false").bool("signalbox.x", true)).isFalse();
        SettingsReader settings = reader("yes");
        assertThat(settings.bool("signalbox.x", true)).isTrue();
        assertThat(problems(settings)).containsExactly("signalbox.x must be true or false, but is 'yes'");
    }

    @Test
    void a_parser_says_what_is_wrong() {
        assertThat(reader("12").parsed("signalbox.x", 0L, Long::valueOf)).isEqualTo(12);
        SettingsReader settings = reader("x");
        settings.parsed("signalbox.x", "", text -> {
            throw new IllegalArgumentException("must be nice");
        });
        settings.parsed("signalbox.x", "", text -> {
            throw new IllegalArgumentException();
        });
        assertThat(problems(settings))
                .containsExactly("signalbox.x must be nice, but is 'x'", "signalbox.x is not valid, but is 'x'");
    }

    @Test
    void all_problems_are_reported_together() {
        SettingsReader settings = reader(Map.of("signalbox.a", "x", "signalbox.b", "y", "signalbox.typo", "1"));
        settings.integer("signalbox.a", 1, 1, 2);
        settings.bool("signalbox.b", true);
        settings.problem("a and b do not go together");
        assertThat(problems(settings))
                .containsExactly(
                        "signalbox.a must be a whole number from 1 to 2, but is 'x'",
                        "signalbox.b must be true or false, but is 'y'",
                        "a and b do not go together",
                        "signalbox.typo is not a setting of this version; known settings: docs/configuration.md");
    }

    @Test
    void the_message_lists_every_problem_on_a_line() {
        SettingsException one = new SettingsException(List.of("a"));
        SettingsException two = new SettingsException(List.of("a", "b"));
        assertThat(one).hasMessage("configuration has 1 problem:\n  - a");
        assertThat(two).hasMessage("configuration has 2 problems:\n  - a\n  - b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"signalbox.typo", "signalbox.", "SIGNALBOX_TYPO", "signalbox_typo", "SIGNALBOX_THE_KEYS"})
    void a_key_of_ours_that_nobody_reads_is_a_problem_in_every_spelling(String key) {
        SettingsReader settings = reader(Map.of(key, "1"));
        settings.string("signalbox.the-key", "");
        assertThat(problems(settings)).singleElement().asString().startsWith(key + " is not a setting");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "signalbox.the-key",
                "SIGNALBOX_THE_KEY",
                "signalbox_the_key",
                "signalbox.internal",
                "SIGNALBOX",
                "other.key",
                "PATH",
                "signalboxer"
            })
    void a_key_that_is_read_or_not_ours_is_no_problem(String key) {
        SettingsReader settings = reader(Map.of(key, "1"));
        settings.string("signalbox.the-key", "");
        settings.internal("signalbox.internal");
        assertThatCode(settings::finish).doesNotThrowAnyException();
    }

    @Test
    void what_was_read_is_told_in_order_with_default_and_bounds() {
        SettingsReader settings = reader(Map.of());
        settings.integer("signalbox.b", 7, 1, 9);
        settings.duration("signalbox.a", Duration.ofSeconds(90), Duration.ofMillis(1500), Duration.ofDays(7));
        settings.choice("signalbox.c", Colour.DARK_BLUE);
        settings.internal("signalbox.hidden");
        assertThat(settings.settings())
                .containsExactly(
                        new SettingsReader.Setting("signalbox.b", "7", "a whole number from 1 to 9"),
                        new SettingsReader.Setting(
                                "signalbox.a", "90s", "a duration such as 10s or 500ms, from 1500ms to 168h"),
                        new SettingsReader.Setting("signalbox.c", "dark-blue", "one of [red, dark-blue]"));
    }

    private static SettingsReader reader(String text) {
        return reader(Map.of("signalbox.x", text));
    }

    private static SettingsReader reader(Map<String, String> values) {
        return new SettingsReader(values::get, Set.copyOf(values.keySet()));
    }

    private static List<String> problems(SettingsReader settings) {
        SettingsException problems = catchThrowableOfType(SettingsException.class, settings::finish);
        assertThat(problems).as("problems").isNotNull();
        return problems.problems();
    }
}
