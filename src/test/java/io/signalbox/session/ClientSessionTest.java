package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.CloseCode;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Users;
import io.signalbox.transport.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSessionTest {
    private static final int MESSAGES = 32;
    private static final int CHARACTERS = 256 * 1024;

    private final ManualClock clock = new ManualClock();
    private final Metrics metrics = new Metrics();
    private final FakeWire wire = new FakeWire();
    private final ClientSession session = session(wire, MESSAGES);

    @Test
    void a_message_goes_out_at_once_when_nothing_is_under_way() {
        assertThat(session.send("a")).isTrue();
        assertThat(wire.texts()).containsExactly("a");
        assertThat(metrics.value(Count.MESSAGES_OUT)).isEqualTo(1);
    }

    @Test
    void one_write_is_in_flight_and_the_rest_waits_in_order() {
        wire.hold();
        for (int i = 0; i < 5; i++) {
            session.send("m" + i);
        }
        assertThat(wire.texts()).containsExactly("m0");
        wire.complete(true);
        assertThat(wire.texts()).containsExactly("m0", "m1");
        session.send("m5");
        wire.completeAll();
        assertThat(wire.texts()).containsExactly("m0", "m1", "m2", "m3", "m4", "m5");
        assertThat(wire.inFlight()).isFalse();
    }

    @Test
    void what_is_enqueued_waits_for_a_flush() {
        session.enqueue("a", null);
        session.enqueue("b", null);
        assertThat(wire.texts()).isEmpty();
        session.flush();
        assertThat(wire.texts()).containsExactly("a", "b");
    }

    @Test
    void a_wire_may_complete_now_and_later_in_turn() {
        AtomicInteger sends = new AtomicInteger();
        List<String> texts = new ArrayList<>();
        List<Wire.Completion> held = new ArrayList<>();
        ClientSession mixed = session(
                new Wire() {
                    @Override
                    public void send(String text, Completion done) {
                        texts.add(text);
                        if (sends.incrementAndGet() % 3 == 0) {
                            held.add(done);
                        } else {
                            done.sent(true);
                        }
                    }

                    @Override
                    public void close(int code, String reason) {}
                },
                1000);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            mixed.send("m" + i);
            expected.add("m" + i);
        }
        while (!held.isEmpty()) {
            held.remove(0).sent(true);
        }
        assertThat(texts).isEqualTo(expected);
    }

    @Test
    void a_hundred_thousand_synchronous_completions_do_not_grow_the_stack() throws InterruptedException {
        ClientSession deep = session(wire, 200_000);
        wire.hold();
        deep.send("first");
        for (int i = 0; i < 100_000; i++) {
            deep.enqueue("x", null);
        }
        Thread smallStack = new Thread(null, wire::release, "small-stack", 64 * 1024);
        AtomicBoolean failed = new AtomicBoolean();
        smallStack.setUncaughtExceptionHandler((thread, failure) -> failed.set(true));
        smallStack.start();
        smallStack.join(30_000);
        assertThat(failed).isFalse();
        assertThat(wire.texts()).hasSize(100_001);
    }

    @Test
    void written_is_told_in_order_after_the_message_was_handed_over_and_not_when_that_failed() {
        List<String> told = new ArrayList<>();
        wire.hold();
        for (int i = 0; i < 3; i++) {
            String name = "w" + i;
            session.enqueue("m" + i, () -> told.add(name));
        }
        session.flush();
        assertThat(told).isEmpty();
        wire.complete(true);
        assertThat(told).containsExactly("w0");
        wire.complete(false);
        assertThat(told).containsExactly("w0");
        assertThat(wire.closeCode()).isEqualTo(1011);
        assertThat(wire.texts()).containsExactly("m0", "m1");
    }

    @Test
    void a_slow_consumer_is_closed_with_its_own_code() {
        wire.hold();
        session.send("in flight");
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(session.send("m" + i)).isTrue();
        }
        assertThat(wire.closeCode()).isZero();
        assertThat(session.send("one too many")).isFalse();
        assertThat(wire.closeCode()).isEqualTo(4001);
        assertThat(wire.closeReason()).isEqualTo("slow_consumer");
        assertThat(session.isOpen()).isFalse();
        assertThat(session.send("later")).isFalse();
        wire.completeAll();
        assertThat(wire.texts()).containsExactly("in flight");
        assertThat(wire.closes()).isEqualTo(1);
        assertThat(metrics.value(Count.SLOW_CONSUMERS_CLOSED)).isEqualTo(1);
    }

    @Test
    void a_slow_consumer_is_bounded_in_characters_too() {
        wire.hold();
        session.send("in flight");
        String large = "x".repeat(CHARACTERS / 4);
        for (int i = 0; i < 4; i++) {
            assertThat(session.send(large)).isTrue();
        }
        assertThat(session.send("x")).isFalse();
        assertThat(wire.closeCode()).isEqualTo(4001);
    }

    @Test
    void an_overflow_met_by_enqueue_closes_at_the_next_flush() {
        wire.hold();
        session.send("in flight");
        for (int i = 0; i < MESSAGES; i++) {
            session.enqueue("m", null);
        }
        assertThat(session.enqueue("one too many", null)).isFalse();
        wire.complete(true);
        assertThat(session.enqueue("there is room again, but the order is broken", null))
                .isFalse();
        assertThat(wire.closeCode()).isZero();
        session.flush();
        assertThat(wire.closeCode()).isEqualTo(4001);
    }

    @Test
    void a_slow_consumer_costs_the_others_nothing() {
        FakeWire other = new FakeWire();
        ClientSession fast = session(other, MESSAGES);
        wire.hold();
        for (int i = 0; i < 1000; i++) {
            session.send("m");
            assertThat(fast.send("m")).isTrue();
        }
        assertThat(wire.closeCode()).isEqualTo(4001);
        assertThat(other.texts()).hasSize(1000);
        assertThat(other.closeCode()).isZero();
    }

    @Test
    void a_slow_consumer_is_counted_once_however_many_threads_meet_it() throws Exception {
        for (int round = 0; round < 200; round++) {
            Metrics counted = new Metrics();
            FakeWire held = new FakeWire();
            held.hold();
            ClientSession slow = new ClientSession(Users.identity("u", "c"), held, settings(16), counted, clock);
            concurrently(4, thread -> {
                for (int i = 0; i < 20; i++) {
                    slow.send("m");
                }
            });
            assertThat(counted.value(Count.SLOW_CONSUMERS_CLOSED))
                    .as("round %d", round)
                    .isEqualTo(1);
            assertThat(held.closes()).isEqualTo(1);
        }
    }

    @Test
    void when_drained_runs_at_once_when_nothing_waits() {
        AtomicInteger ran = new AtomicInteger();
        session.whenDrained(ran::incrementAndGet);
        assertThat(ran).hasValue(1);
        session.send("a");
        assertThat(ran).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void when_drained_runs_once_after_the_last_write(boolean flushed) {
        AtomicInteger ran = new AtomicInteger();
        wire.hold();
        session.enqueue("a", null);
        session.enqueue("b", null);
        if (flushed) {
            session.flush();
        }
        session.whenDrained(ran::incrementAndGet);
        session.flush();
        wire.complete(true);
        assertThat(ran).hasValue(0);
        wire.complete(true);
        assertThat(ran).hasValue(1);
        session.send("c");
        wire.completeAll();
        assertThat(ran).hasValue(1);
    }

    @Test
    void only_the_last_action_for_the_drained_outbox_counts() {
        List<String> ran = new ArrayList<>();
        wire.hold();
        session.send("a");
        session.whenDrained(() -> ran.add("first"));
        session.whenDrained(() -> ran.add("second"));
        wire.completeAll();
        assertThat(ran).containsExactly("second");
    }

    @Test
    void when_drained_never_runs_after_the_end() {
        AtomicInteger ran = new AtomicInteger();
        wire.hold();
        session.send("a");
        session.whenDrained(ran::incrementAndGet);
        session.ended();
        wire.completeAll();
        session.whenDrained(ran::incrementAndGet);
        session.flush();
        assertThat(ran).hasValue(0);
    }

    @Test
    void close_when_drained_waits_for_the_outbox() {
        wire.hold();
        session.send("a");
        session.send("b");
        session.closeWhenDrained(CloseCode.GOING_AWAY);
        wire.complete(true);
        assertThat(wire.closeCode()).isZero();
        wire.complete(true);
        assertThat(wire.closeCode()).isEqualTo(1001);
        assertThat(wire.texts()).containsExactly("a", "b");
    }

    @Test
    void close_when_drained_is_not_undone_by_who_waits_for_the_same_moment() {
        AtomicInteger ran = new AtomicInteger();
        wire.hold();
        session.send("a");
        session.closeWhenDrained(CloseCode.GOING_AWAY);
        session.whenDrained(ran::incrementAndGet);
        wire.completeAll();
        assertThat(wire.closeCode()).isEqualTo(1001);
        assertThat(ran).hasValue(0);
    }

    @Test
    void close_when_drained_closes_an_idle_session_at_once() {
        session.closeWhenDrained(CloseCode.GOING_AWAY);
        assertThat(wire.closeCode()).isEqualTo(1001);
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    void ended_is_true_once_and_drops_what_waits() {
        wire.hold();
        session.send("a");
        session.send("b");
        assertThat(session.ended()).isTrue();
        assertThat(session.ended()).isFalse();
        session.close(CloseCode.GOING_AWAY);
        wire.completeAll();
        assertThat(wire.texts()).containsExactly("a");
        assertThat(wire.closes()).isZero();
        assertThat(session.send("c")).isFalse();
    }

    @Test
    void close_closes_the_wire_once_with_the_first_code() {
        assertThat(session.close(CloseCode.REPLACED)).isTrue();
        assertThat(session.close(CloseCode.GOING_AWAY)).isFalse();
        assertThat(wire.closeCode()).isEqualTo(4502);
        assertThat(wire.closeReason()).isEqualTo("replaced");
        assertThat(wire.closes()).isEqualTo(1);
    }

    @Test
    void a_wire_that_fails_at_once_closes_the_session() {
        wire.fail();
        session.send("a");
        assertThat(session.isOpen()).isFalse();
        assertThat(wire.closeCode()).isEqualTo(1011);
        assertThat(metrics.value(Count.MESSAGES_OUT)).isZero();
    }

    @Test
    void a_listener_of_a_write_may_send() {
        session.enqueue("a", () -> session.send("b"));
        session.flush();
        assertThat(wire.texts()).containsExactly("a", "b");
    }

    @Test
    void it_knows_when_the_client_was_last_heard_and_its_present_name() {
        assertThat(session.connectedAt()).isEqualTo(ManualClock.START);
        clock.advance(Duration.ofSeconds(5));
        assertThat(session.lastSeen()).isEqualTo(ManualClock.START);
        session.touch();
        assertThat(session.lastSeen()).isEqualTo(ManualClock.START.plusSeconds(5));
        assertThat(session.name()).isEqualTo("u");
        session.rename("new");
        assertThat(session.name()).isEqualTo("new");
    }

    @Test
    void several_senders_lose_nothing_and_keep_their_own_order() throws Exception {
        int threads = 4;
        int each = 5000;
        ExecutorService completer = Executors.newSingleThreadExecutor();
        List<String> texts = new ArrayList<>();
        AtomicBoolean writing = new AtomicBoolean();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(threads * each);
        // Completes every second message on another thread, the others before its send returns.
        ClientSession busy = session(
                new Wire() {
                    @Override
                    public void send(String text, Completion done) {
                        if (!writing.compareAndSet(false, true)) {
                            overlaps.incrementAndGet();
                        }
                        texts.add(text);
                        boolean later = texts.size() % 2 == 0;
                        writing.set(false);
                        if (later) {
                            completer.execute(() -> done.sent(true));
                        } else {
                            done.sent(true);
                        }
                        all.countDown();
                    }

                    @Override
                    public void close(int code, String reason) {}
                },
                threads * each);
        concurrently(threads, thread -> {
            for (int i = 0; i < each; i++) {
                busy.send(thread + " " + i);
            }
        });
        assertThat(all.await(30, TimeUnit.SECONDS))
                .as("messages missing: %d", all.getCount())
                .isTrue();
        completer.shutdown();
        assertThat(completer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(overlaps).hasValue(0);
        int[] next = new int[threads];
        for (String text : texts) {
            String[] parts = text.split(" ", -1);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
        }
    }

    interface Work {
        void run(int thread) throws Exception;
    }

    static void concurrently(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> futures = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            futures.add(executor.submit(() -> {
                start.await();
                work.run(number);
                return null;
            }));
        }
        start.countDown();
        for (Future<?> future : futures) {
            future.get(60, TimeUnit.SECONDS);
        }
        executor.shutdown();
    }

    private ClientSession session(Wire over, int messages) {
        return new ClientSession(Users.identity("u", "c"), over, settings(messages), metrics, clock);
    }

    private static SessionSettings settings(int messages) {
        return new SessionSettings(messages, CHARACTERS, Duration.ofSeconds(10), Duration.ofSeconds(90));
    }
}
