package io.signalbox.it;

import io.signalbox.run.FreePorts;
import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Starts processes of the uber-jar that ships, each with its own folder, ports and cluster, on loopback. */
public final class Nodes {
    public static final Path JAR = Path.of("target", "signalbox.jar").toAbsolutePath();
    public static final Duration START = Duration.ofMinutes(3);
    public static final Duration STOP = Duration.ofSeconds(30);
    /** Two cores compile and collect for several JVMs here: the quick compiler and one collector thread. */
    public static final List<String> JVM = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            // Else three of four full collections leave dead objects in place, and a histogram counts them as live.
            "-XX:MarkSweepAlwaysCompactCount=1",
            "-Xmx768m");

    private static final Map<String, NodeProcess> SHARED = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> SHARED.values().forEach(NodeProcess::close), "stop-shared-nodes"));
    }

    private Nodes() {}

    /** The node that most classes talk to: a cluster of one with H2 in a file. Started at first use. */
    static NodeProcess shared() {
        return SHARED.computeIfAbsent("solo", name -> {
            NodeProcess node = start(name, freePort(), h2File(folder(name)));
            ready(node);
            return node;
        });
    }

    /** Starts a node and returns at once. Its log goes to {@code target/it/<name>.log}. */
    static NodeProcess start(String name, int port, Map<String, String> properties) {
        return start(JAR, name, port, properties);
    }

    /** The same with another jar. */
    static NodeProcess start(Path jar, String name, int port, Map<String, String> properties) {
        int clusterPort = freePort();
        Map<String, String> all = new HashMap<>();
        all.put("signalbox.cluster.name", "it-" + name + "-" + port);
        all.put("signalbox.cluster.port", Integer.toString(clusterPort));
        all.put("signalbox.cluster.mode", "tcpip:127.0.0.1:" + clusterPort);
        all.putAll(properties);
        PrintStream log = log(name);
        return NodeProcess.start(jar, name, port, all, JVM, log::println);
    }

    static NodeProcess ready(NodeProcess node) {
        try {
            node.awaitReady(START);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return node;
    }

    /** Settings of an H2 file database in a folder. */
    public static Map<String, String> h2File(Path folder) {
        return Map.of(
                "db.url", "jdbc:h2:file:" + folder.resolve("signalbox") + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0");
    }

    /** A fresh folder below {@code target/it}. */
    static Path folder(String name) {
        try {
            Path parent = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port on loopback that was free just now. */
    public static int freePort() {
        return FreePorts.one();
    }

    static PrintStream log(String name) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "it"));
            return new PrintStream(
                    Files.newOutputStream(
                            folder.resolve(name + ".log"),
                            java.nio.file.StandardOpenOption.CREATE,
                            java.nio.file.StandardOpenOption.APPEND),
                    true,
                    java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
