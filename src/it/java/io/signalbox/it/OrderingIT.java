package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.it.RawWebSocket.End;
import io.signalbox.it.RawWebSocket.Frame;
import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent in an order arrives in that order, and who does not read harms nobody else. */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
class OrderingIT {
    private static final int PAIRS = 4;
    private static final int MESSAGES = 10_000;
    /** On their way at most, per sender: what is more might find a strand or an outbox full. */
    private static final int WINDOW = 100;

    private static final int READERS = 10;
    private static final int STALLED = 2;
    private static final int BROADCASTS = 1_000;
    private static final int BROADCAST_BYTES = 8 * 1024;
    /** Fewer than would half fill an outbox: no reader that reads is warned, let alone closed. */
    private static final int BROADCAST_WINDOW = 50;

    private static final int OUTBOX_BYTES = 1024 * 1024;
    /** Two full outboxes, what the transport holds of them, and as much again. */
    private static final long MORE_HEAP = 2L * STALLED * OUTBOX_BYTES + (2L << 20);
    /** The young generation of a heap of 768 MiB fills with garbage meanwhile. */
    private static final long MORE_RESIDENT = 256L * 1024 * 1024;

    private static final String SLOW_CLOSED = "signalbox_slow_consumers_closed_total";

    private final Wires wire;
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    OrderingIT(Wires wire) {
        this.wire = wire;
    }

    @Test
    @Tag("M08")
    void ten_thousand_messages_of_each_of_four_pairs_keep_their_order_and_none_is_lost() throws Exception {
        URI node = wire.shared().uri();
        ExecutorService threads = Executors.newFixedThreadPool(2 * PAIRS);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                String from = "from" + pair + "-" + run;
                String to = "to" + pair + "-" + run;
                AtomicInteger received = new AtomicInteger();
                RawWebSocket receiver = RawWebSocket.registered(node, "user_id=" + to);
                RawWebSocket sender = RawWebSocket.registered(node, "user_id=" + from);
                tasks.add(() -> count(receiver, MESSAGES, received));
                tasks.add(() -> {
                    String head = "{\"message_type\":\"text\",\"receiver\":\"" + to + "\",\"content\":\"";
                    return number(sender, head, "\"}", MESSAGES, WINDOW, List.of(received));
                });
            }
            for (Future<Integer> task : threads.invokeAll(tasks, 2, TimeUnit.MINUTES)) {
                assertThat(task.get()).isEqualTo(MESSAGES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @Tag("H39")
    @Tag("P6")
    void two_of_twelve_that_stop_reading_are_closed_and_the_others_get_everything_in_order() throws Exception {
        // Linux keeps up to 4 MiB for a connection by itself: of 8 MiB, that must leave more than an outbox holds.
        Map<String, String> small = new HashMap<>(Wires.UNLIMITED);
        small.put("signalbox.session.outbox-bytes", Integer.toString(OUTBOX_BYTES));
        try (NodeProcess node = Nodes.ready(wire.start("slow", Nodes.freePort(), small))) {
            List<RawWebSocket> stalled = new ArrayList<>();
            for (int i = 0; i < STALLED; i++) {
                stalled.add(RawWebSocket.tcpWithReceiveBuffer(node.uri(), 4096).shakeHands("user_id=stalled" + i));
            }
            double slowBefore = Http.metric(node.uri(), SLOW_CLOSED);
            ProcessProbe before = ProcessProbe.of(node);
            List<End> ends = broadcast(node.uri(), stalled);
            ProcessProbe after = ProcessProbe.of(node);
            System.out.printf("stalled readers on %s: %s%n  before %s%n  after  %s%n", wire, ends, before, after);
            assertThat(ends)
                    .as("on wire %s", wire)
                    .allMatch(end -> (end.code() + " " + end.reason())
                            .equals(wire.expected("close of a stalled reader", "4001 slow_consumer")));
            assertThat(Http.metric(node.uri(), SLOW_CLOSED) - slowBefore).isEqualTo(STALLED);
            assertThat(after.heapBytes()).isLessThan(before.heapBytes() + MORE_HEAP);
            assertThat(after.residentBytes()).isLessThan(before.residentBytes() + MORE_RESIDENT);
            await("the hub forgot the two")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !Http.body(node.uri(), "/api/clients").contains("\"stalled"));
        }
    }

    /** What became of a client that reads nothing until the hub gave it up. It has five seconds for the close frame. */
    private static End endOf(URI node, RawWebSocket raw) throws Exception {
        try (raw) {
            await("the hub gives up two")
                    .atMost(Duration.ofSeconds(50))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> Http.metric(node, SLOW_CLOSED) >= STALLED);
            return raw.end();
        }
    }

    private static List<End> broadcast(URI node, List<RawWebSocket> stalled) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1 + STALLED);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            List<AtomicInteger> progress = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                AtomicInteger received = new AtomicInteger();
                progress.add(received);
                RawWebSocket reader = RawWebSocket.registered(node, "user_id=reader" + i);
                tasks.add(() -> count(reader, BROADCASTS, received));
            }
            RawWebSocket sender = RawWebSocket.registered(node, "user_id=announcer");
            String head = "{\"message_type\":\"text\",\"broadcast_type\":\"global\",\"content\":\"";
            String tail = " " + "x".repeat(BROADCAST_BYTES) + "\"}";
            tasks.add(() -> number(sender, head, tail, BROADCASTS, BROADCAST_WINDOW, progress));
            List<Future<End>> ends = new ArrayList<>();
            for (RawWebSocket raw : stalled) {
                ends.add(threads.submit(() -> endOf(node, raw)));
            }
            for (Future<Integer> task : threads.invokeAll(tasks, 1, TimeUnit.MINUTES)) {
                assertThat(task.get()).isEqualTo(BROADCASTS);
            }
            List<End> ended = new ArrayList<>();
            for (Future<End> end : ends) {
                ended.add(end.get(1, TimeUnit.MINUTES));
            }
            return ended;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Sends texts numbered from 0, at most {@code window} ahead of the slowest receiver. @return how many */
    private static int number(
            RawWebSocket raw, String head, String tail, int count, int window, List<AtomicInteger> received)
            throws IOException, InterruptedException {
        try (raw) {
            for (int i = 0; i < count; i++) {
                while (i - received.stream().mapToInt(AtomicInteger::get).min().orElse(i) >= window) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                raw.send(head + i + tail);
            }
            // What the hub said to this sender: its own broadcast does not come back, and nothing was refused.
            raw.send("{\"message_type\":\"ping\",\"message_id\":\"last\"}");
            String said = raw.text();
            if (!said.contains("\"last\"")) {
                throw new AssertionError(said);
            }
            return count;
        }
    }

    /** Reads texts that must be numbered from 0 without a gap. @return how many */
    private static int count(RawWebSocket raw, int count, AtomicInteger received) throws IOException {
        try (raw) {
            raw.deadline(Duration.ofSeconds(20));
            for (int i = 0; i < count; i++) {
                Frame frame = raw.frame();
                String text = frame.utf8();
                if (!text.contains("\"content\":\"" + i + "\"") && !text.contains("\"content\":\"" + i + " x")) {
                    throw new AssertionError(
                            "instead of " + i + ": " + frame + " " + text.substring(0, Math.min(300, text.length())));
                }
                received.incrementAndGet();
            }
            raw.ping("no more");
            return count;
        }
    }
}
