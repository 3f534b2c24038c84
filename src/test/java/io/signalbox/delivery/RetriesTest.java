package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.config.SettingsException;
import io.signalbox.config.SettingsReader;
import io.signalbox.hub.FailureCode;
import io.signalbox.testing.Seeds;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The pauses, the table of codes, and the settings of both. */
class RetriesTest {
    private static final Set<FailureCode> RETRIED = EnumSet.of(
            FailureCode.INBOX_FULL,
            FailureCode.OUTBOX_FULL,
            FailureCode.STORE_UNAVAILABLE,
            FailureCode.CLUSTER_UNAVAILABLE,
            FailureCode.BUSY,
            FailureCode.ACK_TIMEOUT);

    @Test
    @Tag("R07")
    void the_defaults_are_those_of_the_contract() {
        RetrySettings settings = settings(Map.of());
        assertThat(settings.maxRetries()).isEqualTo(3);
        assertThat(settings.baseDelay()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.maxDelay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.factor()).isEqualTo(2.0);
        assertThat(settings.jitterPercent()).isEqualTo(10);
    }

    @Test
    @Tag("R07")
    void without_jitter_pauses_double_up_to_the_longest() {
        Retries retries = new Retries(settings(Map.of("retry-jitter-percent", "0")), new Random(1));
        long[] millis = {100, 200, 400, 800, 1600, 3200, 5000, 5000};
        for (int n = 1; n <= millis.length; n++) {
            assertThat(retries.delay(n)).as("delay(%d)", n).isEqualTo(Duration.ofMillis(millis[n - 1]));
        }
        assertThat(retries.delay(RetrySettings.MOST_RETRIES)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    @Tag("R07")
    void jitter_is_exactly_what_the_random_says_and_stays_within_its_part() {
        Seeds.each(20, (seed, random) -> {
            Retries retries = new Retries(settings(Map.of()), new Random(seed));
            Random same = new Random(seed);
            for (int n = 1; n <= 8; n++) {
                double nanos = Math.min(100e6 * Math.pow(2, n - 1), 5e9);
                Duration pause = retries.delay(n);
                assertThat(pause.toNanos()).isEqualTo(Math.round(nanos * (1 + 0.1 * (2 * same.nextDouble() - 1))));
                assertThat((double) pause.toNanos()).isBetween(0.9 * nanos, 1.1 * nanos);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    @Tag("R08")
    void a_code_is_retried_as_the_table_says(FailureCode code) {
        Retries retries = new Retries(settings(Map.of()), new Random(1));
        assertThat(retries.retries(code)).isEqualTo(RETRIED.contains(code));
        assertThat(retries.pause(1, code) != null).isEqualTo(RETRIED.contains(code));
        assertThat(retries.pause(4, code)).isNull();
    }

    @Test
    @Tag("R08")
    void the_lists_of_the_settings_are_honoured() {
        RetrySettings settings = settings(Map.of(
                "retryable-errors", "user_offline, connection_lost", "non-retryable-errors", "store_unavailable"));
        Set<FailureCode> expected = EnumSet.copyOf(RETRIED);
        expected.addAll(List.of(FailureCode.USER_OFFLINE, FailureCode.CONNECTION_LOST));
        expected.remove(FailureCode.STORE_UNAVAILABLE);
        assertThat(FailureCode.values()).filteredOn(settings::retries).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "retryable-errors, busy;usr_offline, retryable-errors",
        "retryable-errors, expired, retryable-errors",
        "non-retryable-errors, nonsense, non-retryable-errors",
        "retry-factor, 0.5, retry-factor",
        "retry-factor, NaN, retry-factor",
        "retry-factor, two, retry-factor",
        "retry-base-delay, 6s, retry-max-delay",
        "max-retries, 16, max-retries"
    })
    @Tag("R08")
    void what_is_wrong_is_refused_at_the_start(String key, String value, String named) {
        assertThatThrownBy(() -> settings(Map.of(key, value.replace(';', ','))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("signalbox.delivery." + named);
    }

    @Test
    @Tag("R08")
    void a_code_in_both_lists_is_refused() {
        assertThatThrownBy(() -> settings(Map.of("retryable-errors", "busy", "non-retryable-errors", "busy")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("both name [busy]");
    }

    /** @param values by their names behind {@code signalbox.delivery.} */
    static RetrySettings settings(Map<String, String> values) {
        SettingsReader reader =
                new SettingsReader(key -> values.get(key.replace("signalbox.delivery.", "")), List.of());
        RetrySettings settings = RetrySettings.from(reader);
        reader.finish();
        return settings;
    }
}
