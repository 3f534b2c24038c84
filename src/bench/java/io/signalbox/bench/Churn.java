package io.signalbox.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connections come and go with both handshakes, and in the end nothing of them may be left: the heap is compared before
 * and after, and a hub says how many connections it knows.
 */
final class Churn implements PeerEvents {
    private static final int AT_ONCE = 64;
    private static final int SOURCES = 32;
    private static final int NORMAL = 1000;
    private static final int WARM_UP = 500;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long GAUGE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Pattern GAUGE = Pattern.compile("signalbox_connections(?:\\{[^}]*})? ([0-9.E+]+)");

    private final Loop loop;
    private final ServerProcess server;
    private int begun;
    private int ended;
    private int failed;

    Churn(Loop loop, ServerProcess server) {
        this.loop = loop;
        this.server = server;
    }

    Map<Metric, Double> run(int cycles) {
        cycle(Math.min(WARM_UP, cycles));
        final double heapBefore = server.heapAfterGc() / 1e6;
        failed = 0;
        Snapshot before = Snapshot.of(server);
        cycle(cycles);
        Snapshot after = Snapshot.of(server);
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.CYCLES, (double) cycles);
        values.put(Metric.CYCLES_PER_SECOND, cycles / ((after.timeNanos() - before.timeNanos()) / 1e9));
        values.put(Metric.CONNECT_CPU, (after.serverCpuMicros() - before.serverCpuMicros()) / (double) cycles);
        values.put(Metric.FAILED, (double) failed);
        if (server.dialect() == Dialect.HUB) {
            values.put(Metric.REGISTERED, registered());
        }
        if (server.isJvm()) {
            values.put(Metric.HEAP_BEFORE, heapBefore);
            values.put(Metric.HEAP_AFTER, server.heapAfterGc() / 1e6);
        }
        return values;
    }

    @Override
    public void opened(Peer peer) {
        loop.close(peer);
    }

    @Override
    public void text(Peer peer, byte[] bytes, int from, int to) {}

    @Override
    public void closed(Peer peer, int closeCode) {
        ended++;
        if (closeCode != NORMAL || !peer.wasOpen()) {
            failed++;
        }
    }

    private void cycle(int cycles) {
        begun = 0;
        ended = 0;
        int lastEnded = 0;
        long lastProgress = System.nanoTime();
        while (ended < cycles) {
            while (begun < cycles && begun - ended < AT_ONCE) {
                begin(begun++);
            }
            loop.turn(System.nanoTime() + 1_000_000);
            if (ended != lastEnded) {
                lastEnded = ended;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE_NANOS) {
                throw new BenchException(server.name() + ": no connection ended for 20 s, after " + ended + " cycles; "
                        + loop.lastError());
            }
        }
    }

    private void begin(int cycle) {
        try {
            loop.connect(
                    cycle % AT_ONCE,
                    server.port(),
                    2 + cycle % SOURCES,
                    server.dialect().path(Role.PAIR, cycle % 10_000),
                    server.welcome(),
                    this);
        } catch (IOException e) {
            throw new BenchException("connecting to " + server.name(), e);
        }
    }

    /** Connections that the hub counts when it had time to notice: must be none. */
    private double registered() {
        long deadline = System.nanoTime() + GAUGE_NANOS;
        double gauge;
        do {
            loop.turn(System.nanoTime() + 200_000_000);
            gauge = gauge();
        } while (gauge != 0 && System.nanoTime() < deadline);
        if (gauge != 0) {
            throw new BenchException(server.name() + ": " + gauge + " connections are registered, and none is open");
        }
        return gauge;
    }

    private double gauge() {
        try {
            Matcher found = GAUGE.matcher(server.get("/metrics"));
            if (!found.find()) {
                throw new BenchException(server.name() + ": /metrics has no signalbox_connections");
            }
            return Double.parseDouble(found.group(1));
        } catch (IOException e) {
            throw new BenchException(server.name() + ": /metrics", e);
        }
    }
}
