package io.signalbox.truth;

import io.signalbox.it.Nodes;
import io.signalbox.run.FreePorts;
import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one topology with their database: real processes that live across runs. What harms them is here too;
 * each fault is followed by the call that heals it, by the same thread.
 */
final class Site implements AutoCloseable {
    /** Node and database recover, on a machine that does other things too. */
    private static final Duration RECOVERY = Duration.ofMinutes(5);

    private final Topology topology;
    private final Path folder;
    private final @Nullable PostgresServer postgres;
    private final List<Integer> ports;
    private final List<Integer> clusterPorts;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Thread killer = new Thread(this::close, "stop-site");

    private Site(Topology topology, Path folder, @Nullable PostgresServer postgres) {
        this.topology = topology;
        this.folder = folder;
        this.postgres = postgres;
        this.ports = FreePorts.row(topology.nodes());
        this.clusterPorts = FreePorts.row(topology.nodes());
    }

    /** Starts everything and waits until the nodes take connections. @param folder for data and logs */
    static Site start(Topology topology, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path data = Files.createTempDirectory(folder.toAbsolutePath(), "data-");
        Site site = new Site(topology, data, topology.ownDatabase() ? PostgresServer.start(data) : null);
        Runtime.getRuntime().addShutdownHook(site.killer);
        try {
            for (int node = 0; node < topology.nodes(); node++) {
                site.nodes.add(site.startNode(node));
            }
            site.awaitReady();
            return site;
        } catch (RuntimeException | InterruptedException e) {
            site.close();
            throw e;
        }
    }

    /** The address of one of the nodes, whether it works or not. */
    synchronized URI any(Random random) {
        return nodes.get(random.nextInt(nodes.size())).uri();
    }

    synchronized String name(int node) {
        return nodes.get(node).name();
    }

    /** How to reach the database over JDBC; that in a file is open for one process at a time. */
    Map<String, String> database() {
        return postgres == null ? Nodes.h2File(folder) : postgres.settings();
    }

    /** Until {@link #start(int)} there is no such process. */
    void kill(int node) throws InterruptedException {
        node(node).kill();
    }

    /** The same with time to drain. */
    void stop(int node) throws InterruptedException {
        node(node).stop(Nodes.STOP);
    }

    /** Starts again what was killed or stopped, and does not wait. */
    synchronized void start(int node) {
        nodes.set(node, startNode(node));
    }

    /** Until {@link #thaw} the process does nothing, and the system keeps its sockets. */
    void freeze(int node) throws IOException, InterruptedException {
        Signals.send("STOP", node(node).pid());
    }

    void thaw(int node) throws IOException, InterruptedException {
        Signals.send("CONT", node(node).pid());
    }

    void stopDatabase() throws IOException {
        postgres().stop();
    }

    void crashDatabase() throws IOException, InterruptedException {
        postgres().crash();
    }

    void startDatabase() throws IOException {
        postgres().restart();
    }

    /**
     * Waits until every node takes connections again.
     *
     * @throws IllegalStateException when one ended by itself, or does not recover
     */
    void awaitReady() throws InterruptedException {
        for (NodeProcess node : all()) {
            node.awaitReady(RECOVERY);
        }
    }

    @Override
    public void close() {
        for (NodeProcess node : all()) {
            try {
                if (node.alive()) {
                    // The end of a frozen process waits for nothing else.
                    node.kill();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("node " + node.name() + " with pid " + node.pid() + " is left", e);
            }
        }
        if (postgres != null) {
            postgres.close();
        }
        if (Thread.currentThread() != killer) {
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    private NodeProcess startNode(int node) {
        Map<String, String> properties = new HashMap<>(database());
        properties.put("signalbox.cluster.name", "truth-" + clusterPorts.get(0));
        properties.put("signalbox.cluster.port", Integer.toString(clusterPorts.get(node)));
        properties.put(
                "signalbox.cluster.mode",
                clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",", "tcpip:", "")));
        // A page and a slow reader's congestion are small, so that both are reached in a run of seconds.
        properties.put("signalbox.session.outbox-messages", "64");
        properties.put("signalbox.session.outbox-bytes", "262144");
        properties.put("signalbox.inbox.replay-page", "20");
        String name = topology.name().toLowerCase(Locale.ROOT) + (node + 1);
        PrintStream log = log(name);
        return NodeProcess.start(Nodes.JAR, name, ports.get(node), properties, Nodes.JVM, log::println);
    }

    private PrintStream log(String name) {
        try {
            Path file = folder.resolve(name + ".log");
            return new PrintStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    true,
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("log of " + name, e);
        }
    }

    private synchronized NodeProcess node(int node) {
        return nodes.get(node);
    }

    private synchronized List<NodeProcess> all() {
        return List.copyOf(nodes);
    }

    private PostgresServer postgres() {
        if (postgres == null) {
            throw new IllegalStateException("the database of " + topology + " is in its node");
        }
        return postgres;
    }
}
