package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.protocol.Lane;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.SlowWire;
import io.signalbox.transport.OutboundFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is sent is written: in which order, and who is told. */
class ClientSessionTest extends SessionFixture {
    @Test
    void a_message_goes_out_at_once_when_nothing_is_under_way() {
        assertThat(open().send(text("a"))).isTrue();
        assertThat(wire.texts()).containsExactly("a");
        assertThat(metrics.value(Count.MESSAGES_OUT)).isEqualTo(1);
    }

    @Test
    void the_wire_pulls_when_it_has_room_and_the_rest_waits_in_order() {
        ClientSession session = open();
        wire.hold();
        for (int i = 0; i < 5; i++) {
            session.send(text("m" + i));
        }
        assertThat(wire.texts()).containsExactly("m0");
        wire.complete(true);
        assertThat(wire.texts()).containsExactly("m0", "m1");
        session.send(text("m5"));
        wire.completeAll();
        assertThat(wire.texts()).containsExactly("m0", "m1", "m2", "m3", "m4", "m5");
        assertThat(wire.inFlight()).isFalse();
    }

    @Test
    @Tag("M27")
    @Tag("M17")
    @Tag("H17")
    void what_is_urgent_overtakes_a_backlog() {
        ClientSession session = open();
        wire.hold();
        session.send(text("in flight"));
        for (Lane lane : new Lane[] {Lane.BULK, Lane.NORMAL, Lane.HIGH, Lane.VIP, Lane.SYSTEM}) {
            session.send(message(lane + " 1", lane, Outgoing.NO_DEADLINE, null));
            session.send(message(lane + " 2", lane, Outgoing.NO_DEADLINE, null));
        }
        wire.completeAll();
        assertThat(wire.texts())
                .containsExactly(
                        "in flight",
                        "SYSTEM 1",
                        "SYSTEM 2",
                        "VIP 1",
                        "VIP 2",
                        "HIGH 1",
                        "HIGH 2",
                        "NORMAL 1",
                        "NORMAL 2",
                        "BULK 1",
                        "BULK 2");
    }

    @Test
    void what_is_enqueued_waits_for_a_flush() {
        ClientSession session = open();
        session.enqueue(text("a"));
        session.enqueue(text("b"));
        assertThat(wire.texts()).isEmpty();
        session.flush();
        assertThat(wire.texts()).containsExactly("a", "b");
    }

    @Test
    void what_passed_its_deadline_is_dropped_and_counted_and_what_waited_for_the_end_goes_on() {
        ClientSession session = open();
        AtomicBoolean drained = new AtomicBoolean();
        long deadline = clock.millis() + 1000;
        wire.hold();
        session.send(text("in flight"));
        session.send(message("late", Lane.VIP, deadline, null));
        session.send(message("too late", Lane.VIP, deadline, null));
        session.whenDrained(() -> drained.set(true));
        clock.advance(Duration.ofSeconds(1));
        wire.completeAll();
        assertThat(wire.texts()).containsExactly("in flight");
        assertThat(metrics.value(Count.OUTBOX_EXPIRED)).isEqualTo(2);
        assertThat(drained).isTrue();
    }

    @Test
    void a_hundred_thousand_synchronous_completions_do_not_grow_the_stack() throws InterruptedException {
        ClientSession deep = open("outbox-messages", 1_000_000, "conflate-at", 99, "park-at", 99);
        wire.hold();
        deep.send(text("first"));
        for (int i = 0; i < 100_000; i++) {
            deep.enqueue(text("x"));
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
    @Tag("H39")
    void written_is_told_in_order_after_the_message_was_handed_over_and_not_when_that_failed() {
        ClientSession session = open();
        List<String> told = new ArrayList<>();
        wire.hold();
        for (int i = 0; i < 3; i++) {
            String name = "w" + i;
            session.enqueue(new StoredOutgoing(OutboundFrame.text("m" + i), () -> told.add(name)));
        }
        session.flush();
        assertThat(told).isEmpty();
        wire.complete(true);
        assertThat(told).containsExactly("w0");
        wire.complete(false);
        assertThat(told).containsExactly("w0");
        assertThat(wire.texts()).containsExactly("m0", "m1");
        assertThat(metrics.value(Count.MESSAGES_OUT)).isEqualTo(1);
    }

    @Test
    void who_is_told_of_a_write_may_send() {
        ClientSession session = open();
        session.enqueue(new StoredOutgoing(OutboundFrame.text("a"), () -> session.send(text("b"))));
        session.flush();
        assertThat(wire.texts()).containsExactly("a", "b");
    }

    @Test
    void it_knows_when_the_client_was_last_heard_and_its_present_name() {
        ClientSession session = open();
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
        ExecutorService writer = Executors.newSingleThreadExecutor();
        List<String> texts = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(threads * each);
        SlowWire slow = new SlowWire(writer, frame -> {
            texts.add(frame.payloadText());
            all.countDown();
        });
        ClientSession busy = open(slow, "outbox-messages", 1_000_000);
        Concurrently.run(threads, thread -> {
            for (int i = 0; i < each; i++) {
                busy.send(text(thread + " " + i));
            }
        });
        assertThat(all.await(30, TimeUnit.SECONDS))
                .as("messages missing: %d", all.getCount())
                .isTrue();
        writer.shutdown();
        assertThat(writer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        int[] next = new int[threads];
        for (String text : texts) {
            String[] parts = text.split(" ", -1);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next[Integer.parseInt(parts[0])]++);
        }
        assertThat(metrics.value(Count.MESSAGES_OUT)).isEqualTo((long) threads * each);
    }
}
