package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.it.RawWebSocket.Bytes;
import io.signalbox.it.RawWebSocket.End;
import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connections that come, say something and go, forty at a time: by a close of the client, by a reset, and replaced by
 * another. {@code -Dsoak.cycles=1000000} is the long form. Decision 0010 tells the fault that this looks for.
 */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
class ChurnIT {
    private static final int CYCLES = Integer.getInteger("soak.cycles", 10_000);
    private static final int PARALLEL = 40;
    /** Pools reach their size and the JVM its classes during these. */
    private static final int WARM_UP = 2_000;

    /** What may remain: timers that run out later, and a pool's thread more or less. */
    private static final int MORE_THREADS = 5;

    private static final int MORE_FILES = 10;
    /** About 200 bytes for each connection of the short form. */
    private static final long MORE_HEAP = 2L << 20;

    /** With some seconds more for a timer that looks every few seconds. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(35);

    private final Wires wire;
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<Way, LongAdder> ended = new ConcurrentHashMap<>();

    ChurnIT(Wires wire) {
        this.wire = wire;
    }

    @Test
    @Tag("H44")
    @Tag("H73")
    void nothing_of_a_connection_remains_and_none_gets_what_was_meant_for_another() throws Exception {
        try (NodeProcess node = Nodes.ready(wire.start("churn", Nodes.freePort(), Map.of()))) {
            run(node.uri(), WARM_UP);
            empty(node);
            List<String> remains = remainsOf(node, settled(node));
            // A leak comes back each time; a cache that fills and a collector's leftovers do not.
            for (int more = 0; more < 2 && !remains.isEmpty() && wrong.isEmpty(); more++) {
                System.out.printf("churn on %s: once more, because of %s%n", wire, remains);
                remains = remainsOf(node, settled(node));
            }
            assertThat(remains)
                    .as("what remains of %d connections, each time", CYCLES)
                    .isEmpty();
            wrong.stream().limit(20).forEach(System.out::println);
            assertThat(wrong).isEmpty();
        }
    }

    /** What there is more of than before, after another round of connections. */
    private List<String> remainsOf(NodeProcess node, ProcessProbe before) throws Exception {
        double opened = Http.metric(node.uri(), "signalbox_connections_opened_total");
        ended.clear();
        long begin = System.nanoTime();
        run(node.uri(), CYCLES);
        double seconds = (System.nanoTime() - begin) / 1e9;
        empty(node);
        ProcessProbe after = settled(node);
        System.out.printf(
                "churn on %s: %d connections in %.1f s, ended %s, wrong %d%n  before %s%n  after  %s%n",
                wire, CYCLES, seconds, ended, wrong.size(), before, after);
        assertThat(Http.metric(node.uri(), "signalbox_connections_opened_total") - opened)
                .isGreaterThanOrEqualTo(CYCLES - wrong.size());
        List<String> remains = new ArrayList<>();
        if (after.threads() > before.threads() + MORE_THREADS) {
            remains.add(after.threads() - before.threads() + " threads");
        }
        if (after.files() > before.files() + MORE_FILES) {
            remains.add(after.files() - before.files() + " open files");
        }
        if (after.heapBytes() > before.heapBytes() + MORE_HEAP) {
            remains.add(after.heapBytes() - before.heapBytes() + " bytes: " + after.mostMoreThan(before));
        }
        return remains;
    }

    /** The container's keep-alive timer holds what it knew of a connection for up to 30 seconds after the end. */
    private ProcessProbe settled(NodeProcess node) throws IOException, InterruptedException {
        if (wire == Wires.PORTABLE) {
            Thread.sleep(KEEP_ALIVE.toMillis());
        }
        return ProcessProbe.of(node);
    }

    private static void empty(NodeProcess node) {
        await("the hub is empty")
                .atMost(Duration.ofSeconds(15))
                .until(() -> Http.metric(node.uri(), "signalbox_connections") == 0
                        && Http.metric(node.uri(), "signalbox_users") == 0);
    }

    private void run(URI node, int cycles) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PARALLEL; i++) {
            // An address of its own: the ports of one would run out while their connections are in TIME_WAIT.
            String from = "127.0.1." + (i + 1);
            Thread thread = new Thread(
                    () -> {
                        int number = next.getAndIncrement();
                        while (number < cycles) {
                            visit(node, from, number);
                            number = next.getAndIncrement();
                        }
                    },
                    "visitor-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void visit(URI node, String from, int number) {
        Way way = Way.values()[number % Way.values().length];
        String user = "churn-" + number;
        try (RawWebSocket raw = RawWebSocket.tcpFrom(node, from)) {
            raw.shakeHands("user_id=" + user + "&client_id=" + user);
            if (!raw.text().contains("\"content\":\"" + user + "\"")) {
                wrong.add(user + " got the registration of another");
            }
            raw.send("{\"message_type\":\"text\",\"receiver\":\"" + user + "\",\"content\":\"to " + user + "\"}");
            String text = raw.text();
            if (!text.contains("\"to " + user + "\"")) {
                wrong.add(user + " got " + text);
            }
            end(way, raw, node, from, user, 3000 + number % 2000);
            ended.computeIfAbsent(way, none -> new LongAdder()).increment();
        } catch (IOException | AssertionError e) {
            wrong.add(user + " (" + way + "): " + e);
        }
    }

    private void end(Way way, RawWebSocket raw, URI node, String from, String user, int code) throws IOException {
        switch (way) {
            case CLOSE -> {
                raw.write(Bytes.frame(RawWebSocket.CLOSE, Bytes.closePayload(code, "")));
                expect(user, code, raw.end());
            }
            case RESET -> raw.reset();
            case REPLACED -> {
                try (RawWebSocket newer = RawWebSocket.tcpFrom(node, from)) {
                    newer.shakeHands("user_id=" + user + "&client_id=" + user);
                    newer.text();
                    expect(user, 4502, raw.answeredEnd());
                    newer.ping(user);
                    newer.sendClose(code);
                    expect(user + " the newer", code, newer.end());
                }
            }
        }
    }

    private void expect(String user, int code, End end) {
        if (end.code() != code || end.tcp().equals("OPEN")) {
            wrong.add(user + " ended with " + end + " instead of " + code);
        }
    }

    /** Who ends a connection, and how. */
    private enum Way {
        CLOSE,
        RESET,
        REPLACED
    }
}
