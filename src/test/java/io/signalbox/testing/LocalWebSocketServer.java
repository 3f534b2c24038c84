package io.signalbox.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket server on loopback, on a port of its own: RFC 6455 as far as a test of a client needs it. */
public final class LocalWebSocketServer implements Closeable {
    private static final String ACCEPT_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final long PATIENCE_SECONDS = 10;

    private final ServerSocket server;
    private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** Listens from now on. */
    public LocalWebSocketServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    /** Where to connect to. */
    public URI uri() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/ws");
    }

    /** The next client that connected. */
    public Peer accepted() throws InterruptedException {
        return some(peers, "no client connected");
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = server.accept();
            sockets.add(socket);
            start("peer", () -> new Peer(socket).serve(peers));
        }
    }

    private static <T> T some(BlockingQueue<T> queue, String otherwise) throws InterruptedException {
        T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError(otherwise);
        }
        return next;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The test or the client ended the socket: that is how these threads end.
                        return;
                    }
                },
                "local-websocket-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The server's end of one connection. */
    public static final class Peer {
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
        private String request = "";

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** The head of the handshake's request. */
        public String request() {
            return request;
        }

        /** The next text message that came. */
        public String text() throws InterruptedException {
            return some(texts, "no text came");
        }

        /** The code of the close frame that came. */
        public int closeCode() throws InterruptedException {
            return some(closes, "no close frame came");
        }

        /** Sends a text message in one frame. */
        public void send(String text) throws IOException {
            frame(0x81, text.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends a text message cut into frames of that many bytes. */
        public void sendFragmented(String text, int size) throws IOException {
            byte[] all = text.getBytes(StandardCharsets.UTF_8);
            for (int from = 0; from < all.length; from += size) {
                int to = Math.min(all.length, from + size);
                int opcode = (from == 0 ? 1 : 0) | (to == all.length ? 0x80 : 0);
                frame(opcode, java.util.Arrays.copyOfRange(all, from, to));
            }
        }

        /** Sends a close frame. */
        public void close(int code) throws IOException {
            frame(0x88, new byte[] {(byte) (code >> 8), (byte) code});
        }

        /** Ends the socket without a word; the client gets a reset. */
        public void cut() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        private void serve(BlockingQueue<Peer> peers) throws IOException {
            request = head();
            String key = request.lines()
                    .filter(line -> line.regionMatches(true, 0, "sec-websocket-key:", 0, 18))
                    .map(line -> line.substring(18).trim())
                    .findFirst()
                    .orElseThrow(() -> new IOException("no key"));
            String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Protocol: signalbox.v1.json\r\nSec-WebSocket-Accept: " + accept(key)
                    + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            peers.add(this);
            try (Socket open = socket) {
                while (!open.isClosed() && read()) {}
            }
        }

        private String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                head.write(in.readByte());
            }
            return head.toString(StandardCharsets.US_ASCII);
        }

        /** Reads one frame; false after a close frame, which is echoed. */
        private boolean read() throws IOException {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if (opcode == 8) {
                closes.add(payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff);
                frame(0x88, payload);
                return false;
            }
            if (opcode == 1) {
                texts.add(new String(payload, StandardCharsets.UTF_8));
            }
            return true;
        }

        private synchronized void frame(int first, byte[] payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(first);
            if (payload.length < 126) {
                frame.write(payload.length);
            } else if (payload.length < 65_536) {
                frame.writeBytes(new byte[] {126, (byte) (payload.length >> 8), (byte) payload.length});
            } else {
                frame.write(127);
                frame.writeBytes(
                        java.nio.ByteBuffer.allocate(8).putLong(payload.length).array());
            }
            frame.writeBytes(payload);
            out.write(frame.toByteArray());
            out.flush();
        }

        private static String accept(String key) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1")
                        .digest((key + ACCEPT_KEY).getBytes(StandardCharsets.US_ASCII));
                return Base64.getEncoder().encodeToString(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
