package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C13")
class ConnectionSlotsTest {
    private final ManualClock clock = new ManualClock();
    private final ConnectionSlots slots = new ConnectionSlots(2, clock);

    @Test
    void the_third_of_two_gets_none() {
        take();
        ConnectionSlots.Slot second = take();
        assertThat(slots.take()).isNull();
        second.release();
        assertThat(slots.take()).isNotNull();
        assertThat(slots.take()).isNull();
    }

    @Test
    void a_slot_is_given_back_once_whoever_tells_its_end() {
        take();
        ConnectionSlots.Slot slot = take();
        slot.upgraded();
        slot.opened();
        slot.release();
        slot.release();
        slot.requestEnded();
        assertThat(slots.used()).isEqualTo(1);
        assertThat(slot.opened()).isFalse();
        assertThat(slots.used()).isEqualTo(1);
    }

    @Test
    void the_end_of_the_request_is_the_end_of_a_handshake_that_was_not_upgraded_only() {
        ConnectionSlots.Slot refused = take();
        ConnectionSlots.Slot upgraded = take();
        upgraded.upgraded();
        upgraded.requestEnded();
        assertThat(slots.used()).isEqualTo(2);
        refused.requestEnded();
        assertThat(slots.used()).isEqualTo(1);
    }

    @Test
    void a_connection_that_opened_before_its_request_ended_keeps_its_slot() {
        ConnectionSlots.Slot slot = take();
        assertThat(slot.opened()).isTrue();
        slot.requestEnded();
        assertThat(slots.used()).isEqualTo(1);
    }

    @Test
    void an_upgrade_that_never_opens_is_taken_back_when_the_node_is_full() {
        ConnectionSlots.Slot open = take();
        open.upgraded();
        assertThat(open.opened()).isTrue();
        ConnectionSlots.Slot lost = take();
        lost.upgraded();
        clock.advance(ConnectionSlots.HANDSHAKE_LIMIT.minusMillis(1));
        assertThat(slots.take()).isNull();
        clock.advance(java.time.Duration.ofMillis(1));
        assertThat(slots.take()).isNotNull();
        assertThat(slots.take()).as("the open one is not taken back").isNull();
        assertThat(lost.opened()).as("too late").isFalse();
        lost.release();
        assertThat(slots.used()).isEqualTo(2);
    }

    @Test
    void zero_is_no_limit_and_counts_all_the_same() {
        ConnectionSlots unlimited = new ConnectionSlots(0, clock);
        for (int i = 0; i < 1000; i++) {
            assertThat(unlimited.take()).isNotNull();
        }
        assertThat(unlimited.used()).isEqualTo(1000);
    }

    @Test
    void in_any_order_of_events_the_count_is_that_of_the_slots_not_given_back() {
        Seeds.each(300, (seed, random) -> {
            int limit = 1 + random.nextInt(4);
            ConnectionSlots node = new ConnectionSlots(limit, clock);
            List<ConnectionSlots.Slot> held = new ArrayList<>();
            for (int step = 0; step < 100; step++) {
                if (held.isEmpty() || random.nextInt(3) == 0) {
                    ConnectionSlots.Slot slot = node.take();
                    assertThat(slot == null).isEqualTo(held.size() == limit);
                    if (slot != null) {
                        held.add(slot);
                    }
                } else {
                    ConnectionSlots.Slot slot = held.get(random.nextInt(held.size()));
                    switch (random.nextInt(3)) {
                        case 0 -> slot.upgraded();
                        case 1 -> assertThat(slot.opened()).isTrue();
                        default -> {
                            slot.release();
                            held.remove(slot);
                        }
                    }
                }
                assertThat(node.used()).isEqualTo(held.size());
            }
        });
    }

    @Test
    void handshakes_at_the_same_time_do_not_pass_the_limit() throws Exception {
        int limit = 5;
        ConnectionSlots node = new ConnectionSlots(limit, clock);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(threads.submit(() -> {
                    for (int n = 0; n < 20_000; n++) {
                        ConnectionSlots.Slot slot = node.take();
                        if (slot != null) {
                            taken.incrementAndGet();
                            most.accumulateAndGet(held.incrementAndGet(), Math::max);
                            slot.opened();
                            held.decrementAndGet();
                            slot.release();
                        }
                    }
                }));
            }
            for (Future<?> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValueLessThanOrEqualTo(limit);
        assertThat(taken).hasPositiveValue();
        assertThat(node.used()).isZero();
    }

    private ConnectionSlots.Slot take() {
        return Objects.requireNonNull(slots.take());
    }
}
