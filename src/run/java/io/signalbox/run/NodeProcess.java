package io.signalbox.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One Signalbox process that we started. Its temporary files lie in a folder of its own, which is deleted when it has
 * ended, however it ended.
 */
public final class NodeProcess implements AutoCloseable {
    private final String name;
    private final int port;
    private final Process process;
    private final Path temporary;
    private final Thread logReader;

    private NodeProcess(String name, int port, Process process, Path temporary, Thread logReader) {
        this.name = name;
        this.port = port;
        this.process = process;
        this.temporary = temporary;
        this.logReader = logReader;
    }

    /**
     * Starts a process and returns at once.
     *
     * @param jar the uber-jar
     * @param name node id
     * @param port HTTP port
     * @param properties further system properties
     * @param jvmOptions further options of the JVM
     * @param log told each line that the process prints, from a thread of its own
     */
    public static NodeProcess start(
            Path jar,
            String name,
            int port,
            Map<String, String> properties,
            List<String> jvmOptions,
            Consumer<String> log) {
        try {
            Path temporary = Files.createTempDirectory("signalbox-" + name + "-");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            command.add("-Djava.io.tmpdir=" + temporary);
            command.add("-Dsignalbox.node.id=" + name);
            command.add("-Dsignalbox.http.port=" + port);
            properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
            command.add("-jar");
            command.add(jar.toString());
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread reader = new Thread(() -> read(process, log), "log-of-" + name);
            reader.setDaemon(true);
            reader.start();
            return new NodeProcess(name, port, process, temporary, reader);
        } catch (IOException e) {
            throw new UncheckedIOException("node " + name + " not started", e);
        }
    }

    /** Node id. */
    public String name() {
        return name;
    }

    /** HTTP address, without a path. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Operating-system id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /**
     * Waits until the node takes connections.
     *
     * @throws IllegalStateException when it ended first, or the time ran out
     */
    public void awaitReady(Duration longest) throws InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(2))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpRequest request = HttpRequest.newBuilder(uri().resolve("/health/ready"))
                .timeout(Duration.ofSeconds(3))
                .build();
        long end = System.nanoTime() + longest.toNanos();
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new IllegalStateException("node " + name + " ended with code " + process.exitValue());
            }
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet, or still deploying.
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("node " + name + " not ready within " + longest);
    }

    /** Asks it to end (SIGTERM) and returns at once. */
    public void requestStop() {
        // Not the process's own destroy: that closes the stream that its last words come through.
        process.toHandle().destroy();
    }

    /** Asks it to end (SIGTERM), waits, and kills it when it does not. @return its exit code */
    public int stop(Duration longest) throws InterruptedException {
        requestStop();
        return await(longest);
    }

    /** Kills it (SIGKILL) and waits. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        await(Duration.ofSeconds(10));
    }

    /** Waits for its end; kills it when the time runs out. @return its exit code */
    public int await(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            process.waitFor();
        }
        deleteTemporaryFiles();
        return process.exitValue();
    }

    /** After its end: waits until everything that it printed was told. */
    public void awaitLog(Duration longest) throws InterruptedException {
        logReader.join(longest.toMillis());
    }

    @Override
    public void close() {
        try {
            stop(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void read(Process process, Consumer<String> log) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.accept(line);
            }
        } catch (IOException e) {
            log.accept("log ended: " + e.getMessage());
        }
    }

    /** Several threads may see the end; one of them deletes. */
    private synchronized void deleteTemporaryFiles() {
        if (!Files.exists(temporary)) {
            return;
        }
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("signalbox: temporary files left in " + temporary + ": " + e.getMessage());
        }
    }
}
