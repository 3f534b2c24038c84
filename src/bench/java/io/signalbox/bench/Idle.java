package io.signalbox.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a connection costs that does nothing: many are opened, and the server's memory is compared before and after. */
final class Idle {
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loop loop;
    private final ServerProcess server;

    Idle(Loop loop, ServerProcess server) {
        this.loop = loop;
        this.server = server;
    }

    Map<Metric, Double> run(int connections) {
        Crowd first = crowd(Math.min(200, connections));
        first.open();
        first.close();
        final long heapBefore = server.heapAfterGc();
        Crowd crowd = crowd(connections);
        try {
            Snapshot before = Snapshot.of(server);
            crowd.open();
            Snapshot opened = Snapshot.of(server);
            settle();
            final long heapAfter = server.heapAfterGc();
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            double seconds = (opened.timeNanos() - before.timeNanos()) / 1e9;
            values.put(Metric.CONNECTIONS, (double) connections);
            values.put(Metric.CONNECTS, connections / seconds);
            values.put(
                    Metric.CONNECT_CPU, (opened.serverCpuMicros() - before.serverCpuMicros()) / (double) connections);
            values.put(Metric.RSS_EACH, (opened.rssBytes() - before.rssBytes()) / 1024.0 / connections);
            if (server.isJvm()) {
                values.put(Metric.HEAP_EACH, (heapAfter - heapBefore) / 1024.0 / connections);
            }
            values.put(Metric.RETRIES, (double) crowd.retries());
            return values;
        } finally {
            crowd.close();
        }
    }

    private Crowd crowd(int connections) {
        return new Crowd(
                loop, server, connections, i -> server.dialect().path(Role.PAIR, i), (peer, bytes, from, to) -> {});
    }

    private void settle() {
        long end = System.nanoTime() + SETTLE_NANOS;
        while (System.nanoTime() < end) {
            loop.turn(end);
        }
    }
}
