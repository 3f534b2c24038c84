package io.signalbox.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario against one server: opens the connections, sends, measures for a window, stops, waits until all
 * that was sent has arrived, and closes. Each delivery is checked: sender, next number without gap, whole payload.
 */
final class Traffic {
    private static final long MAX_LATENCY_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final long MAX_DRAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** A slow server still delivers; one that is silent for this long lost what is owed. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int SHOWN = 300;

    private final Loop loop;
    private final ServerProcess server;
    private final Scenario scenario;
    private final Crowd crowd;
    private final List<Flow> flows = new ArrayList<>();
    private final @Nullable Flow[] flowTo;
    private final long[] expected;
    private final Histogram latency = new Histogram(1, MAX_LATENCY_MICROS, 3);
    private final long start = System.nanoTime();
    private boolean sending;
    private boolean recording;
    private long recorded;
    private long owed;
    private long scheduled;
    private long nextSend;

    Traffic(Loop loop, ServerProcess server, Scenario scenario) {
        this.loop = loop;
        this.server = server;
        this.scenario = scenario;
        int total = scenario.total();
        this.flowTo = new Flow[total];
        this.expected = new long[total];
        this.crowd = new Crowd(loop, server, total, i -> server.dialect().path(scenario.role(i), i), this::arrived);
    }

    /** @param rampNanos not measured, before the window */
    Map<Metric, Double> run(long rampNanos, long windowNanos) {
        try {
            crowd.open();
            connectFlows();
            begin();
            until(System.nanoTime() + rampNanos);
            Snapshot before = Snapshot.of(server);
            recording = true;
            until(System.nanoTime() + windowNanos);
            recording = false;
            Snapshot after = Snapshot.of(server);
            drain();
            return values(before, after);
        } finally {
            crowd.close();
        }
    }

    /** The same load, and every delivery is checked, but nothing is measured. */
    void warmUp(long nanos) {
        try {
            crowd.open();
            connectFlows();
            begin();
            until(System.nanoTime() + nanos);
            drain();
        } finally {
            crowd.close();
        }
    }

    private void connectFlows() {
        int senders = scenario.sender().publishes() ? 1 : scenario.connections();
        for (int i = 0; i < senders; i++) {
            int target = scenario.sender() == Role.PAIR ? i ^ 1 : i;
            int receivers = scenario.sender().publishes() ? scenario.connections() : 1;
            Dialect dialect = server.dialect();
            Flow flow = new Flow(
                    crowd.peer(i),
                    dialect.head(scenario.sender(), target),
                    dialect.tail(),
                    scenario.payload(),
                    receivers);
            flows.add(flow);
            for (int r = 0; r < receivers; r++) {
                flowTo[scenario.sender().publishes() ? 1 + r : target] = flow;
            }
        }
        for (int i = scenario.total() - scenario.slow(); i < scenario.total(); i++) {
            crowd.peer(i).pause();
        }
    }

    private void begin() {
        sending = true;
        nextSend = System.nanoTime();
        for (Flow flow : flows) {
            for (int i = 0; i < scenario.depth(); i++) {
                send(flow, nextSend);
            }
        }
    }

    private void until(long endNanos) {
        while (System.nanoTime() < endNanos) {
            loop.turn(scenario.scheduled() ? sendScheduled(endNanos) : endNanos);
        }
    }

    /** Sends what is due. A late message carries the time it was due at. @return when the next one is due */
    private long sendScheduled(long endNanos) {
        long now = System.nanoTime();
        while (nextSend <= now) {
            send(flows.get((int) (scheduled++ % flows.size())), nextSend);
            nextSend += TimeUnit.SECONDS.toNanos(1) / scenario.rate();
        }
        return Math.min(nextSend, endNanos);
    }

    private void send(Flow flow, long timeNanos) {
        byte[] message = flow.next(timeNanos - start);
        owed += scenario.sender().publishes() ? scenario.connections() : 1;
        loop.send(flow.sender, message, message.length);
    }

    private void arrived(Peer peer, byte[] bytes, int from, int to) {
        Flow flow = flowTo[peer.index];
        int at = Payload.find(bytes, from, to);
        if (flow == null || at < 0) {
            throw fault(peer, "unexpected message", bytes, from, to);
        }
        if (!Payload.isWhole(bytes, at, to, scenario.payload())) {
            throw fault(peer, "damaged payload", bytes, from, to);
        }
        long seq = Payload.seq(bytes, at);
        if (Payload.sender(bytes, at) != flow.sender.index || seq != expected[peer.index]) {
            throw fault(
                    peer, "lost, repeated or reordered: number " + expected[peer.index] + " is next", bytes, from, to);
        }
        expected[peer.index]++;
        owed--;
        long now = System.nanoTime();
        if (recording) {
            recorded++;
            long micros = (now - start - Payload.timeNanos(bytes, at)) / 1000;
            latency.recordValue(Math.max(1, Math.min(micros, MAX_LATENCY_MICROS)));
        }
        if (flow.arrived(seq) && sending && !scenario.scheduled()) {
            send(flow, now);
        }
    }

    private void drain() {
        sending = false;
        long end = System.nanoTime() + MAX_DRAIN_NANOS;
        long last = owed;
        long quietSince = System.nanoTime();
        while (owed > 0 && System.nanoTime() < end && System.nanoTime() - quietSince < QUIET_NANOS) {
            loop.turn(System.nanoTime() + 1_000_000);
            if (owed != last) {
                last = owed;
                quietSince = System.nanoTime();
            }
        }
        if (owed != 0) {
            long sent = flows.stream().mapToLong(Flow::sent).sum();
            throw new BenchException(owed + " deliveries are missing, " + sent
                    + " messages were sent; nothing came any more for 10 s, or not all within a minute");
        }
    }

    private BenchException fault(Peer peer, String what, byte[] bytes, int from, int to) {
        String text = new String(bytes, from, Math.min(to - from, SHOWN), StandardCharsets.UTF_8);
        return new BenchException("connection " + peer.index + ": " + what + ", got " + text);
    }

    private Map<Metric, Double> values(Snapshot before, Snapshot after) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        double seconds = (after.timeNanos() - before.timeNanos()) / 1e9;
        values.put(Metric.DELIVERIES, recorded / seconds);
        if (recorded > 0) {
            values.put(Metric.CPU, (after.serverCpuMicros() - before.serverCpuMicros()) / (double) recorded);
            values.put(Metric.P50, (double) latency.getValueAtPercentile(50));
            values.put(Metric.P99, (double) latency.getValueAtPercentile(99));
            values.put(Metric.P999, (double) latency.getValueAtPercentile(99.9));
        }
        values.put(Metric.RSS, after.rssBytes() / 1e6);
        values.put(Metric.RSS_GROWTH, (after.rssBytes() - before.rssBytes()) / 1e6);
        values.put(Metric.OTHERS, Snapshot.otherCores(before, after));
        values.put(Metric.RETRIES, (double) crowd.retries());
        return values;
    }
}
