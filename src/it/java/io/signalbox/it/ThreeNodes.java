package io.signalbox.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.h2.Driver;

/** The processes of {@code mvn -Prun -Dnodes=3}: a launcher, its three hubs and its balancer. */
final class ThreeNodes {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Process launcher;
    private final URI balancer;
    private final List<URI> hubs;

    private ThreeNodes(Process launcher, int port) {
        this.launcher = launcher;
        this.balancer = at(port);
        this.hubs = List.of(at(port + 1), at(port + 2), at(port + 3));
    }

    /** Starts them and returns at once. Their log goes to {@code target/it/three.log}. */
    static ThreeNodes launch() throws Exception {
        int port = Nodes.fourFreePorts();
        String classPath = Path.of("target", "classes").toAbsolutePath()
                + System.getProperty("path.separator")
                + Path.of(Driver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "io.signalbox.run.Launcher",
                Nodes.JAR.toString(),
                Nodes.folder("three").toString(),
                "3",
                Integer.toString(port));
        builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", Nodes.JVM));
        Path log = Path.of("target", "it", "three.log");
        try (PrintStream out = Nodes.log("three")) {
            out.println("three nodes on port " + port);
        }
        Process launcher = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ThreeNodes(launcher, port);
    }

    /** Waits until all take connections and the balancer knows its backends. */
    void awaitReady() {
        for (URI node : List.of(hubs.get(0), hubs.get(1), hubs.get(2), balancer)) {
            await("ready: " + node)
                    .atMost(Nodes.START)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> ready(node));
        }
        await("three healthy backends").atMost(LONGEST).until(() -> healthyBackends() == 3);
    }

    /** Ends what still runs. */
    void stop() throws InterruptedException {
        launcher.destroy();
        if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
            launcher.descendants().forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly().waitFor();
        }
    }

    Process launcher() {
        return launcher;
    }

    URI balancer() {
        return balancer;
    }

    List<URI> hubs() {
        return hubs;
    }

    ProcessHandle node(String id) {
        return launcher.descendants()
                .filter(child -> child.info()
                        .arguments()
                        .filter(arguments -> Arrays.asList(arguments).contains("-Dsignalbox.node.id=" + id))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    String backends() throws Exception {
        return Http.body(balancer, "/api/backends");
    }

    long healthyBackends() throws Exception {
        return count("\"is_healthy\":true", backends());
    }

    /** How often a part is in a text. */
    static long count(String part, String text) {
        return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
    }

    private boolean ready(URI node) {
        try {
            return launcher.isAlive() && Http.get(node, "/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
