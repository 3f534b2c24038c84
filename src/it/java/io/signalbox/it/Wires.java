package io.signalbox.it;

import static java.util.Map.entry;

import io.signalbox.run.NodeProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ways that a node carries WebSocket. Tests of the wire run once for each that {@link #enabled} names. */
enum Wires {
    /** The container's own: Tyrus on Grizzly. */
    PORTABLE(
            Map.of("signalbox.transport", "portable"),
            Map.ofEntries(
                    // Tyrus takes what is not masked for what is masked.
                    entry("unmasked text", "answered open"),
                    entry("unmasked binary", "answered open"),
                    entry("unmasked ping", "answered open"),
                    entry("unmasked close", "1000 closed"),
                    entry("short length in 16 bits", "answered open"),
                    entry("short length in 64 bits", "answered open"),
                    entry("terabyte announced", "nothing open"),
                    // Tyrus's close frame waits behind what the client does not read, and is dropped with it.
                    entry("close of a stalled reader", "1006 answered"),
                    // Registered with IANA after the RFC.
                    entry("close 1012", "1002 closed"),
                    entry("close 1013", "1002 closed"),
                    entry("close 1014", "1002 closed"))),
    /** Our event loops on the socket. */
    FAST(Map.of("signalbox.transport", "fast"), Map.of());

    /** Tests send as fast as they can. */
    static final Map<String, String> UNLIMITED =
            Map.of("signalbox.session.rate", "0", "signalbox.session.user-rate", "0");

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
        return List.of(FAST, PORTABLE);
    }

    /** What is to be expected of this wire: what the RFC says, or the deviation, so that its end is noticed too. */
    String expected(String clause, String rfc) {
        return knownDeviations.getOrDefault(clause, rfc);
    }

    /** A node with this wire, a cluster of one with H2 in a file. Shared by all classes, started at first use. */
    NodeProcess shared() {
        return SHARED.computeIfAbsent(this, wire -> Nodes.ready(start("wire", Nodes.freePort(), UNLIMITED)));
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
