package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.Lane;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Seeds;
import io.signalbox.transport.OutboundFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicInteger expired = new AtomicInteger();

    @Test
    void messages_of_a_lane_leave_in_the_order_they_came() {
        Outbox outbox = outbox(1000, 10_000, 32);
        for (int i = 0; i < 100; i++) {
            assertThat(outbox.add(message("m" + i))).isTrue();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(poll(outbox)).isEqualTo("m" + i);
        }
        assertThat(poll(outbox)).isNull();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void it_is_bounded_in_messages_and_in_bytes_on_the_wire_and_adds_nothing_beyond() {
        Outbox outbox = outbox(3, 14, 32);
        assertThat(outbox.add(message("12345"))).isTrue();
        assertThat(outbox.add(message("123456"))).isFalse();
        assertThat(outbox.add(message("123"))).isTrue();
        assertThat(outbox.add(message(""))).isTrue();
        assertThat(outbox.add(message(""))).isFalse();
        poll(outbox);
        assertThat(outbox.add(message("ééx"))).as("five bytes").isTrue();
    }

    @Test
    void after_clear_all_the_room_is_free() {
        Outbox outbox = outbox(2, 12, 32);
        outbox.add(message("1234567890"));
        outbox.clear();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.add(message("1234567890"))).isTrue();
    }

    @Test
    @Tag("M27")
    void a_lane_is_passed_over_as_often_as_the_bound_says_and_then_served() {
        Outbox outbox = outbox(1000, 10_000, 3);
        for (int i = 0; i < 8; i++) {
            outbox.add(message("vip", Lane.VIP, Outgoing.NO_DEADLINE, null));
        }
        outbox.add(message("bulk", Lane.BULK, Outgoing.NO_DEADLINE, null));
        outbox.add(message("bulk", Lane.BULK, Outgoing.NO_DEADLINE, null));
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            order.add(String.valueOf(poll(outbox)));
        }
        assertThat(order).containsExactly("vip", "vip", "vip", "bulk", "vip", "vip", "vip", "bulk", "vip", "vip");
    }

    @Test
    void what_passed_its_deadline_is_dropped_and_told() {
        Outbox outbox = outbox(10, 1000, 32);
        outbox.add(message("late", Lane.HIGH, clock.millis() + 10, null));
        outbox.add(message("in time", Lane.HIGH, clock.millis() + 11, null));
        clock.advance(Duration.ofMillis(10));
        assertThat(poll(outbox)).isEqualTo("in time");
        assertThat(expired).hasValue(1);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void a_message_is_replaced_by_one_of_its_lane_and_key_and_by_no_other() {
        Outbox outbox = outbox(10, 1000, 32);
        outbox.add(message("a1", Lane.HIGH, Outgoing.NO_DEADLINE, "a"));
        outbox.add(message("b1", Lane.HIGH, Outgoing.NO_DEADLINE, "b"));
        assertThat(outbox.replace(message("x", Lane.NORMAL, Outgoing.NO_DEADLINE, "a")))
                .isFalse();
        assertThat(outbox.replace(message("x", Lane.HIGH, Outgoing.NO_DEADLINE, "c")))
                .isFalse();
        assertThat(outbox.replace(message("x", Lane.HIGH, Outgoing.NO_DEADLINE, null)))
                .isFalse();
        assertThat(outbox.replace(message("a2 larger", Lane.HIGH, Outgoing.NO_DEADLINE, "a")))
                .isTrue();
        assertThat(poll(outbox)).isEqualTo("a2 larger");
        assertThat(outbox.replace(message("a3", Lane.HIGH, Outgoing.NO_DEADLINE, "a")))
                .as("it left")
                .isFalse();
        assertThat(poll(outbox)).isEqualTo("b1");
        assertThat(outbox.isFree()).isTrue();
    }

    @Test
    void lanes_bounds_deadlines_and_keys_are_those_of_a_simple_model() {
        Seeds.each(200, (seed, random) -> {
            int bound = 1 + random.nextInt(6);
            Outbox outbox = outbox(12, 120, bound);
            Model model = new Model(12, 120, bound);
            for (int i = 0; i < 500; i++) {
                if (random.nextInt(8) < 4) {
                    Lane lane = Lane.values()[random.nextInt(5)];
                    long deadline = random.nextInt(4) == 0 ? clock.millis() + random.nextInt(20) : Long.MAX_VALUE;
                    String key = random.nextInt(3) == 0 ? "k" + random.nextInt(2) : null;
                    Outgoing message = message(i + "x".repeat(random.nextInt(12)), lane, deadline, key);
                    boolean replaced = random.nextBoolean() && outbox.replace(message);
                    if (replaced) {
                        model.replace(message);
                    } else {
                        assertThat(outbox.add(message)).isEqualTo(model.add(message));
                    }
                } else {
                    assertThat(poll(outbox)).isEqualTo(model.poll(clock.millis()));
                }
                clock.advance(Duration.ofMillis(random.nextInt(3)));
                assertThat(outbox.isEmpty()).isEqualTo(model.waiting.isEmpty());
            }
        });
    }

    /** All messages in one list, each with how often its lane was passed over. */
    private static final class Model {
        private final List<Outgoing> waiting = new ArrayList<>();
        private final int[] passedOver = new int[5];
        private final int messages;
        private final int bytes;
        private final int bound;

        Model(int messages, int bytes, int bound) {
            this.messages = messages;
            this.bytes = bytes;
            this.bound = bound;
        }

        boolean add(Outgoing message) {
            int used = waiting.stream().mapToInt(m -> m.frame().size()).sum();
            if (waiting.size() == messages || used + message.frame().size() > bytes) {
                return false;
            }
            waiting.add(message);
            return true;
        }

        void replace(Outgoing message) {
            for (int i = waiting.size() - 1; i >= 0; i--) {
                Outgoing old = waiting.get(i);
                if (old.lane() == message.lane()
                        && String.valueOf(message.conflationKey()).equals(old.conflationKey())) {
                    waiting.set(i, message);
                    int used = waiting.stream().mapToInt(m -> m.frame().size()).sum();
                    assertThat(used).isLessThanOrEqualTo(bytes);
                    return;
                }
            }
            throw new AssertionError("replaced nothing");
        }

        @Nullable
        String poll(long now) {
            while (!waiting.isEmpty()) {
                Lane lane = next();
                Outgoing message = waiting.stream()
                        .filter(m -> m.lane() == lane)
                        .findFirst()
                        .orElseThrow();
                for (Lane other : Lane.values()) {
                    boolean waits = waiting.stream().anyMatch(m -> m.lane() == other);
                    passedOver[other.ordinal()] = other == lane || !waits ? 0 : passedOver[other.ordinal()] + 1;
                }
                waiting.remove(message);
                if (message.deadlineMillis() > now) {
                    return message.frame().payloadText();
                }
            }
            return null;
        }

        private Lane next() {
            Lane served = null;
            for (Lane lane : Lane.values()) {
                boolean waits = waiting.stream().anyMatch(m -> m.lane() == lane);
                boolean starved = passedOver[lane.ordinal()] >= bound;
                if (waits
                        && (served == null
                                || (starved
                                        && (passedOver[served.ordinal()] < bound
                                                || passedOver[lane.ordinal()] > passedOver[served.ordinal()])))) {
                    served = lane;
                }
            }
            assertThat(served).isNotNull();
            return served == null ? Lane.NORMAL : served;
        }
    }

    private @Nullable String poll(Outbox outbox) {
        Outgoing message = outbox.poll(clock, expired::incrementAndGet);
        return message == null ? null : message.frame().payloadText();
    }

    private static Outbox outbox(int messages, int bytes, int starvationBound) {
        return new Outbox(new OutboxLimits(messages, bytes, 50, 75, starvationBound));
    }

    private static Outgoing message(String text) {
        return message(text, Lane.NORMAL, Outgoing.NO_DEADLINE, null);
    }

    private static Outgoing message(String text, Lane lane, long deadlineMillis, @Nullable String key) {
        return new Outgoing(OutboundFrame.text(text), lane, deadlineMillis, key);
    }
}
