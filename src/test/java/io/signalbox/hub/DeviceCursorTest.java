package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Seeds;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceCursorTest {
    @Test
    void a_cursor_covers_exactly_what_was_acknowledged_also_when_it_was_written_and_read() {
        Seeds.each(200, (seed, random) -> {
            DeviceCursor cursor = cursor(0, "");
            Set<Long> covered = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                long position = 1 + random.nextInt(50);
                if (random.nextInt(10) == 0) {
                    cursor.upTo(position);
                    for (long seq = 1; seq <= position; seq++) {
                        covered.add(seq);
                    }
                } else {
                    cursor.take(position);
                    covered.add(position);
                }
                cursor = cursor(cursor.seq(), cursor.ahead());
                long highest = 0;
                for (long seq = 1; seq <= 60; seq++) {
                    assertThat(cursor.covers(seq))
                            .as("%d in %s", seq, cursor.ahead())
                            .isEqualTo(covered.contains(seq));
                    highest = covered.contains(seq) ? seq : highest;
                }
                assertThat(cursor.highest()).isEqualTo(highest);
                assertThat(cursor.covers(cursor.seq() + 1)).isFalse();
            }
        });
    }

    @Test
    void ranges_are_written_short() {
        DeviceCursor cursor = cursor(3, "");
        for (long seq : new long[] {5, 9, 7, 8, 12}) {
            cursor.take(seq);
        }
        assertThat(cursor.ahead()).isEqualTo("5,7-9,12");
        cursor.take(4);
        assertThat(cursor.seq()).isEqualTo(5);
        assertThat(cursor.ahead()).isEqualTo("7-9,12");
    }

    @Test
    void of_too_many_ranges_the_oldest_is_forgotten_so_that_its_entry_comes_again() {
        DeviceCursor cursor = cursor(0, "");
        for (long i = 1; i <= DeviceCursor.MAX_RANGES + 1; i++) {
            cursor.take(i * 1_000_000_000_000L);
        }
        assertThat(cursor.covers(1_000_000_000_000L)).isFalse();
        assertThat(cursor.covers(2_000_000_000_000L)).isTrue();
        assertThat(cursor.ahead().length()).isLessThan(10_240);
    }

    private static DeviceCursor cursor(long seq, String ahead) {
        return new DeviceCursor(seq, ahead, ManualClock.START);
    }
}
