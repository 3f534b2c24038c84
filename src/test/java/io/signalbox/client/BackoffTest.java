package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("K18")
class BackoffTest {
    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(30);

    @Test
    void the_bound_of_the_delay_doubles_with_each_attempt_up_to_the_cap() {
        Backoff backoff = new Backoff(BASE, CAP, 2, () -> 1);
        for (long millis : new long[] {500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000}) {
            assertThat(backoff.next()).hasMillis(millis);
        }
    }

    @Test
    void the_jitter_is_full_and_delays_fill_the_whole_range_between_zero_and_the_bound() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] quarters = new int[4];
        for (int i = 0; i < 4000; i++) {
            Duration delay = new Backoff(BASE, CAP, 2, random::nextDouble).next();
            quarters[(int) (delay.toNanos() * 4 / BASE.toNanos())]++;
        }
        assertThat(quarters).as("seed %d", seed).hasSize(4);
        for (int quarter : quarters) {
            assertThat(quarter).as("seed %d", seed).isBetween(800, 1200);
        }
    }

    @Test
    void a_reset_starts_again_with_the_smallest_bound() {
        Backoff backoff = new Backoff(BASE, CAP, 2, () -> 1);
        backoff.next();
        backoff.next();
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(BASE);
    }

    @Test
    void the_bound_stays_at_the_cap_after_thousands_of_attempts() {
        Backoff backoff = new Backoff(BASE, CAP, 2, () -> 1);
        for (int i = 0; i < 5000; i++) {
            backoff.next();
        }
        assertThat(backoff.next()).isEqualTo(CAP);
    }
}
