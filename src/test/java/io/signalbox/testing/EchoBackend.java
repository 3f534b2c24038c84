package io.signalbox.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A small real WebSocket server: answers the handshake, echoes what it gets, answers a close frame with the same, and
 * answers {@code GET /health} with 200. A thread for each connection.
 */
public final class EchoBackend implements AutoCloseable {
    private final ServerSocket server;
    private final Thread acceptor;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<WireFrame> frames = new LinkedBlockingQueue<>();
    private volatile String handshake;
    private volatile boolean echo = true;
    private volatile boolean healthy = true;

    public EchoBackend() {
        this(Map.of());
    }

    /** @param headers sent with the 101 */
    public EchoBackend(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", "x"));
        StringBuilder answer = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        all.forEach(
                (name, value) -> answer.append(name).append(": ").append(value).append("\r\n"));
        handshake = answer.append("\r\n").toString();
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError("no loopback port", e);
        }
        acceptor = spawn(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** As the operator writes it. */
    public String setting(String id) {
        return id + "=127.0.0.1:" + port();
    }

    /** Answers upgrades with these bytes, and ends the connection then. */
    public EchoBackend answering(String answer) {
        handshake = answer;
        return this;
    }

    /** Never answers an upgrade. */
    public EchoBackend hanging() {
        return answering("");
    }

    /** Reads frames and does not answer them. */
    public EchoBackend silent() {
        echo = false;
        return this;
    }

    /** What a health check gets from now on. */
    public void healthy(boolean newHealthy) {
        healthy = newHealthy;
    }

    /** The head of the next handshake, with its request line. */
    public String nextHead() throws InterruptedException {
        return taken(heads, "a handshake");
    }

    /** The next frame that came in. */
    public WireFrame nextFrame() throws InterruptedException {
        return taken(frames, "a frame at the backend");
    }

    /** Whether a frame came in that nobody asked for. */
    public Optional<WireFrame> frameWaiting() {
        return Optional.ofNullable(frames.peek());
    }

    /** Writes to every connection. */
    public void send(byte[] bytes) throws IOException {
        for (Socket socket : sockets) {
            socket.getOutputStream().write(bytes);
        }
    }

    /**
     * Dies: connections are cut without a close frame, new ones refused. Waits for the accepting thread, because the
     * kernel takes connections for as long as that one is still in its call.
     */
    public void die() {
        quietly(server::close);
        try {
            acceptor.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : accepted) {
            quietly(() -> socket.setSoLinger(true, 0));
            quietly(socket::close);
        }
    }

    @Override
    public void close() {
        die();
    }

    static <T> T taken(BlockingQueue<T> queue, String what) throws InterruptedException {
        T taken = queue.poll(10, TimeUnit.SECONDS);
        if (taken == null) {
            throw new AssertionError("no " + what + " within 10 seconds");
        }
        return taken;
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = server.accept();
            accepted.add(socket);
            spawn(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String head = readHead(in);
        if (head.startsWith("GET /health ")) {
            answer(socket, "HTTP/1.1 " + (healthy ? "200 OK" : "503 Down") + "\r\nContent-Length: 0\r\n\r\n");
            socket.close();
            return;
        }
        answer(socket, handshake);
        if (!handshake.startsWith("HTTP/1.1 101")) {
            heads.add(head);
            if (!handshake.isEmpty()) {
                socket.close();
            }
            return;
        }
        sockets.add(socket);
        heads.add(head);
        WireFrame frame;
        do {
            frame = WireFrame.read(in);
            frames.add(frame);
            if (echo || frame.opcode() == 8) {
                socket.getOutputStream().write(frame.unmasked());
            }
        } while (frame.opcode() != 8);
        socket.close();
    }

    private static void answer(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("ended in the head");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static Thread spawn(Serving serving) {
        Thread thread = new Thread(() -> quietly(serving), "echo-backend");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void quietly(Serving serving) {
        try {
            serving.run();
        } catch (IOException e) {
            // The peer or the test closed the socket.
        }
    }

    private interface Serving {
        void run() throws IOException;
    }
}
