package io.signalbox.it;

import io.signalbox.run.NodeProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ways that a node carries WebSocket. Tests of the wire run once for each that {@link #enabled} names. */
enum Wires {
    /** The container's own: Tyrus on Grizzly. */
    PORTABLE(Map.of(), Map.ofEntries()),
    /** Our event loops on the socket. */
    FAST(Map.of("signalbox.transport", "fast"), Map.of());

    private static final Map<Wires, NodeProcess> SHARED = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> SHARED.values().forEach(NodeProcess::close), "stop-wires"));
    }

    private final Map<String, String> settings;
    private final Map<String, String> knownDeviations;

    /** @param knownDeviations by clause of {@code ConformanceIT}: what this wire does instead of what the RFC says */
    Wires(Map<String, String> settings, Map<String, String> knownDeviations) {
        this.settings = settings;
        this.knownDeviations = knownDeviations;
    }

    /** The one place that says which wires there are. */
    static List<Wires> enabled() {
        return List.of(PORTABLE);
    }

    /** What is to be expected of this wire: what the RFC says, or the deviation, so that its end is noticed too. */
    String expected(String clause, String rfc) {
        return knownDeviations.getOrDefault(clause, rfc);
    }

    Map<String, String> knownDeviations() {
        return knownDeviations;
    }

    /** A node with this wire, a cluster of one with H2 in a file. Shared by all classes, started at first use. */
    NodeProcess shared() {
        return SHARED.computeIfAbsent(this, wire -> Nodes.ready(start("wire", Nodes.freePort(), Map.of())));
    }

    /** Starts a node with this wire and returns at once. */
    NodeProcess start(String name, int port, Map<String, String> properties) {
        String full = name + "-" + name().toLowerCase(Locale.ROOT);
        Map<String, String> all = new HashMap<>(Nodes.h2File(Nodes.folder(full)));
        all.putAll(settings);
        all.putAll(properties);
        return Nodes.start(full, port, all);
    }
}
