package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandshakeRateTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void one_seconds_worth_may_come_at_once_and_then_as_many_as_time_allows() {
        HandshakeRate rate = new HandshakeRate(4, clock);
        assertThat(taken(rate, "a", 10)).isEqualTo(4);
        clock.advance(Duration.ofMillis(500));
        assertThat(taken(rate, "a", 10)).isEqualTo(2);
        clock.advance(Duration.ofHours(1));
        assertThat(taken(rate, "a", 10)).isEqualTo(4);
    }

    @Test
    void what_is_refused_does_not_count() {
        HandshakeRate rate = new HandshakeRate(1, clock);
        assertThat(taken(rate, "a", 1000)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(rate.allows("a")).isTrue();
    }

    @Test
    void each_address_has_its_own() {
        HandshakeRate rate = new HandshakeRate(1, clock);
        assertThat(rate.allows("a")).isTrue();
        assertThat(rate.allows("b")).isTrue();
        assertThat(rate.allows("a")).isFalse();
    }

    @Test
    void a_clock_that_is_set_back_refuses_nobody_for_longer_than_a_second() {
        HandshakeRate rate = new HandshakeRate(1, clock);
        assertThat(rate.allows("a")).isTrue();
        clock.advance(Duration.ofHours(-1));
        assertThat(rate.allows("a")).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(rate.allows("a")).isTrue();
    }

    @Test
    void only_the_addresses_that_came_last_are_remembered() {
        HandshakeRate rate = new HandshakeRate(1, clock);
        for (int i = 0; i < HandshakeRate.ADDRESSES + 5000; i++) {
            assertThat(rate.allows("address-" + i)).isTrue();
        }
        assertThat(rate.addresses()).isEqualTo(HandshakeRate.ADDRESSES);
        assertThat(rate.allows("address-" + (HandshakeRate.ADDRESSES + 4999))).isFalse();
    }

    @Test
    void zero_is_no_limit_and_remembers_nobody() {
        HandshakeRate rate = new HandshakeRate(0, clock);
        assertThat(taken(rate, "a", 1000)).isEqualTo(1000);
        assertThat(rate.addresses()).isZero();
    }

    private static int taken(HandshakeRate rate, String address, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rate.allows(address) ? 1 : 0;
        }
        return taken;
    }
}
