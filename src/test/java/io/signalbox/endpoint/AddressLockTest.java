package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C14")
class AddressLockTest {
    private final ManualClock clock = new ManualClock();
    private final AddressLock lock = new AddressLock(5, Duration.ofSeconds(300), clock);

    @Test
    void five_refused_handshakes_in_a_row_lock_for_300_seconds() {
        refuse("a", 4);
        assertThat(lock.lockedFor("a")).isZero();
        refuse("a", 1);
        assertThat(lock.lockedFor("a")).isEqualTo(300);
        assertThat(lock.lockedFor("b")).isZero();
        clock.advance(Duration.ofMillis(299_001));
        assertThat(lock.lockedFor("a")).isEqualTo(1);
        clock.advance(Duration.ofMillis(999));
        assertThat(lock.lockedFor("a")).isZero();
        refuse("a", 4);
        assertThat(lock.lockedFor("a")).as("it begins anew").isZero();
    }

    @Test
    void a_clock_that_is_set_back_locks_nobody_for_longer() {
        refuse("a", 5);
        clock.advance(Duration.ofHours(-1));
        assertThat(lock.lockedFor("a")).isZero();
    }

    @Test
    void a_good_handshake_ends_the_row() {
        refuse("a", 4);
        lock.accepted("a");
        refuse("a", 4);
        assertThat(lock.lockedFor("a")).isZero();
    }

    @Test
    void refusals_far_apart_are_no_row() {
        for (int i = 0; i < 10; i++) {
            refuse("a", 1);
            clock.advance(Duration.ofSeconds(300));
        }
        assertThat(lock.lockedFor("a")).isZero();
    }

    @Test
    void off_means_that_nothing_is_remembered() {
        AddressLock off = new AddressLock(0, Duration.ofSeconds(300), clock);
        for (int i = 0; i < 100; i++) {
            off.refused("a");
        }
        assertThat(off.lockedFor("a")).isZero();
        assertThat(off.addresses()).isZero();
    }

    @Test
    void so_many_addresses_are_remembered_and_no_more() {
        refuse("first", 5);
        for (int i = 0; i < AddressLock.ADDRESSES; i++) {
            lock.refused("other-" + i);
        }
        assertThat(lock.addresses()).isEqualTo(AddressLock.ADDRESSES);
        assertThat(lock.lockedFor("first")).as("forgotten").isZero();
    }

    private void refuse(String address, int times) {
        for (int i = 0; i < times; i++) {
            lock.refused(address);
        }
    }
}
