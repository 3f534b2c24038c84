package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Seeds;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class OutboxTest {
    @Test
    void messages_leave_in_the_order_they_came() {
        Outbox outbox = new Outbox(10, 1000);
        for (int i = 0; i < 10; i++) {
            assertThat(outbox.add(message("m" + i))).isTrue();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(outbox.poll()).isEqualTo(message("m" + i));
        }
        assertThat(outbox.poll()).isNull();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void it_is_bounded_in_messages_and_in_characters_and_adds_nothing_beyond() {
        Outbox outbox = new Outbox(3, 10);
        assertThat(outbox.add(message("12345"))).isTrue();
        assertThat(outbox.add(message("123456"))).isFalse();
        assertThat(outbox.add(message("12345"))).isTrue();
        assertThat(outbox.add(message(""))).isTrue();
        assertThat(outbox.add(message(""))).isFalse();
        outbox.poll();
        assertThat(outbox.add(message("12345"))).isTrue();
    }

    @Test
    void after_clear_all_the_room_is_free() {
        Outbox outbox = new Outbox(2, 10);
        outbox.add(message("1234567890"));
        outbox.clear();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.add(message("1234567890"))).isTrue();
    }

    @Test
    void bounds_hold_through_any_sequence_of_adds_and_polls() {
        Seeds.each(50, (seed, random) -> {
            Outbox outbox = new Outbox(8, 40);
            Deque<String> model = new ArrayDeque<>();
            for (int i = 0; i < 500; i++) {
                if (random.nextBoolean()) {
                    String text = "x".repeat(random.nextInt(15));
                    int characters = model.stream().mapToInt(String::length).sum();
                    boolean fits = model.size() < 8 && characters + text.length() <= 40;
                    assertThat(outbox.add(message(text))).isEqualTo(fits);
                    if (fits) {
                        model.add(text);
                    }
                } else {
                    String expected = model.poll();
                    Outbox.Outgoing polled = outbox.poll();
                    assertThat(polled == null ? null : polled.text()).isEqualTo(expected);
                }
            }
        });
    }

    private static Outbox.Outgoing message(String text) {
        return new Outbox.Outgoing(text, null);
    }
}
