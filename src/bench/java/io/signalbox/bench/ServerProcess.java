package io.signalbox.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One running server, a child of this process, on a port of its own. */
final class ServerProcess {
    private static final long START_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final Pattern USED = Pattern.compile("(heap|generation|PSYoungGen|ParOldGen).*\\bused (\\d+)K");

    private final Server server;
    private final int port;
    private final Process process;
    private final Thread killer;

    private ServerProcess(Server server, int port, Process process) {
        this.server = server;
        this.port = port;
        this.process = process;
        this.killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /** Starts it and returns at once. */
    static ServerProcess start(Server server, Path directory, int port) throws IOException {
        Path own = Files.createDirectories(directory.resolve(server.name()));
        Files.createDirectories(own.resolve("tmp"));
        Process process = new ProcessBuilder(server.command(own, port))
                .directory(own.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(server.name() + ".log").toFile())
                .start();
        return new ServerProcess(server, port, process);
    }

    String name() {
        return server.name();
    }

    Dialect dialect() {
        return server.dialect();
    }

    @Nullable
    String welcome() {
        return server.welcome();
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isJvm() {
        return server.isJvm();
    }

    /** Waits until it takes a WebSocket. */
    void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START_NANOS;
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new BenchException(name() + " did not start; its log is " + name() + ".log beside the report");
            }
            Thread.sleep(200);
        }
    }

    /** Heap in use after two full collections, in bytes; 0 for a server that is no JVM. */
    long heapAfterGc() {
        if (!isJvm()) {
            return 0;
        }
        jcmd("GC.run");
        jcmd("GC.run");
        Matcher used = USED.matcher(jcmd("GC.heap_info"));
        long bytes = 0;
        while (used.find()) {
            bytes += Long.parseLong(used.group(2)) * 1024;
        }
        return bytes;
    }

    /** The body of a resource. */
    String get(String path) throws IOException {
        return request("GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: text/plain\r\n\r\n", Integer.MAX_VALUE);
    }

    /** Ends it and waits for its end. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Runtime.getRuntime().removeShutdownHook(killer);
    }

    private boolean answers() {
        try {
            String request = new String(new Upgrade(dialect().path(Role.ECHO, 0)).request(), StandardCharsets.US_ASCII);
            return request(request, 12).endsWith(" 101");
        } catch (IOException e) {
            return false;
        }
    }

    private String request(String request, int most) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 2000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(most), StandardCharsets.UTF_8);
        }
    }

    private String jcmd(String command) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process run = new ProcessBuilder(tool.toString(), Long.toString(pid()), command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (run.waitFor() != 0) {
                throw new BenchException("jcmd " + command + " of " + name() + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new BenchException("jcmd, which a JDK has", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
