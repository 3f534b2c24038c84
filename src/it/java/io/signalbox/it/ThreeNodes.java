package io.signalbox.it;

import static org.awaitility.Awaitility.await;

import io.signalbox.run.FreePorts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.h2.Driver;

/** The processes of {@code mvn -Prun -Dnodes=3}: a launcher, its three hubs and its balancer. */
final class ThreeNodes {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Four at once on the same cores: longer than one takes. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final int LINES = 300;

    private final Process launcher;
    private final Path log;
    private final URI balancer;
    private final List<URI> hubs;

    private ThreeNodes(Process launcher, Path log, int port) {
        this.launcher = launcher;
        this.log = log;
        this.balancer = at(port);
        this.hubs = List.of(at(port + 1), at(port + 2), at(port + 3));
    }

    /** Starts them and returns at once. Their log goes to {@code target/it/three.log}. */
    static ThreeNodes launch() throws Exception {
        int port = FreePorts.row(4).get(0);
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
        return new ThreeNodes(launcher, log, port);
    }

    /**
     * Waits until all take connections and the balancer knows its backends.
     *
     * @throws AssertionError with what the processes printed last, and what their threads do
     */
    void awaitReady() throws InterruptedException {
        try {
            await("three hubs and their balancer")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> !launcher.isAlive()
                            || ready(balancer) && hubs.stream().allMatch(ThreeNodes::ready));
            await("three healthy backends").atMost(LONGEST).until(() -> !launcher.isAlive() || healthyBackends() == 3);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + threads() + lastWords(), e);
        }
        if (!launcher.isAlive()) {
            throw new AssertionError("a node ended before all were ready\n" + lastWords());
        }
    }

    /** What waits in each process, for who looks for the reason why it does not get ready. */
    private String threads() throws InterruptedException {
        StringBuilder all = new StringBuilder();
        for (ProcessHandle node : launcher.descendants().toList()) {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            try {
                Process dump = new ProcessBuilder(jcmd.toString(), Long.toString(node.pid()), "Thread.print")
                        .redirectErrorStream(true)
                        .start();
                String text = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                dump.waitFor();
                all.append(text.lines().limit(LINES).collect(Collectors.joining("\n", "", "\n")));
            } catch (IOException e) {
                all.append("no threads of ").append(node.pid()).append(": ").append(e.getMessage());
            }
        }
        return all.toString();
    }

    private String lastWords() {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - LINES), all.size()));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
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

    private static boolean ready(URI node) {
        try {
            return Http.get(node, "/health/ready").statusCode() == 200;
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
