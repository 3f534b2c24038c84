package io.signalbox.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * A client that knows no rule: it writes exactly the bytes it is told and reads whole frames, each read with a
 * deadline. Used by one thread, except that one may write while another reads.
 */
public final class RawWebSocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    /** The key of RFC 6455 section 1.3; its answer is {@code s3pPLMBiTxaQ9kYGzzhZRbK+xOo=}. */
    static final String SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 1 << 20;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 8192));
        out = socket.getOutputStream();
        deadline(LONGEST);
    }

    /** A TCP connection, nothing said. */
    public static RawWebSocket tcp(URI node) throws IOException {
        return new RawWebSocket(new Socket(InetAddress.getLoopbackAddress(), node.getPort()));
    }

    /** A TCP connection from another address of loopback. */
    static RawWebSocket tcpFrom(URI node, String address) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.getPort()));
        return new RawWebSocket(socket);
    }

    /** A TCP connection with a small receive buffer, for a client that will not read. */
    public static RawWebSocket tcpWithReceiveBuffer(URI node, int bytes) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(bytes);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.getPort()));
        return new RawWebSocket(socket);
    }

    /** Shakes hands and reads the registration, so that the connection is in the hub. */
    static RawWebSocket registered(URI node, String query) throws IOException {
        RawWebSocket raw = opened(node, query);
        raw.text();
        return raw;
    }

    /** Shakes hands. */
    static RawWebSocket opened(URI node, String query) throws IOException {
        RawWebSocket raw = tcp(node);
        raw.shakeHands(query);
        return raw;
    }

    public RawWebSocket shakeHands(String query) throws IOException {
        write(handshake(query));
        Head head = head();
        if (head.status() != 101) {
            throw new AssertionError("refused: " + head.text());
        }
        return this;
    }

    /** A correct request. */
    static String handshake(String query, String... moreHeaders) {
        StringBuilder request = new StringBuilder("GET /ws?" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + SAMPLE_KEY + "\r\n");
        for (String header : moreHeaders) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** How long each read waits from now on. */
    public void deadline(Duration longest) throws IOException {
        socket.setSoTimeout((int) longest.toMillis());
    }

    RawWebSocket write(String ascii) throws IOException {
        return write(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawWebSocket write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Writes in pieces of {@code size} bytes, each in a packet of its own as far as TCP goes along. */
    RawWebSocket writeSplit(byte[] bytes, int size) throws IOException {
        for (int from = 0; from < bytes.length; from += size) {
            out.write(bytes, from, Math.min(size, bytes.length - from));
            out.flush();
        }
        return this;
    }

    /** A whole text message in one frame. */
    public RawWebSocket send(String text) throws IOException {
        return write(Bytes.frame(TEXT, text));
    }

    RawWebSocket sendClose(int code) throws IOException {
        return write(Bytes.frame(CLOSE, Bytes.closePayload(code, "")));
    }

    /** The head of an HTTP answer. */
    Head head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readByte());
        }
        return new Head(head.toString());
    }

    /**
     * The next frame, whole.
     *
     * @throws EOFException when the server ended the connection between frames or within one
     * @throws SocketTimeoutException when nothing came before the deadline
     */
    public Frame frame() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((first & 0x70) != 0 || (second & 0x80) != 0) {
            throw new AssertionError("a server neither masks nor uses reserved bits: " + first + " " + second);
        }
        int length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        if (length > MOST_BYTES) {
            throw new AssertionError("a frame of " + length + " bytes");
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame((first & 0x80) != 0, first & 15, payload);
    }

    /** The next frame but for pings of the heartbeat, which must be a text. */
    String text() throws IOException {
        Frame frame = frame();
        while (frame.opcode() == PING) {
            frame = frame();
        }
        if (frame.opcode() != TEXT) {
            throw new AssertionError("not a text but " + frame);
        }
        return frame.utf8();
    }

    /** The next text that holds {@code part}; other texts that come first are dropped. */
    String textWith(String part) throws IOException {
        String text = text();
        while (!text.contains(part)) {
            text = text();
        }
        return text;
    }

    /** The end of the connection, whatever texts, pings and pongs come before. */
    End end() {
        return end(false);
    }

    /** The same, and the close frame is answered, as a client should: else the server waits for the answer. */
    End answeredEnd() {
        return end(true);
    }

    private End end(boolean answers) {
        String before = "";
        try {
            Frame frame = frame();
            while (frame.opcode() == TEXT || frame.opcode() == PING || frame.opcode() == PONG) {
                before = frame.opcode() == PING ? before : End.ANSWERED;
                frame = frame();
            }
            if (frame.opcode() != CLOSE) {
                throw new AssertionError("neither text nor close: " + frame);
            }
            if (answers) {
                write(Bytes.frame(CLOSE, frame.payload()));
            }
            return new End(frame.closeCode(), frame.closeReason(), tcpEnd());
        } catch (EOFException e) {
            return new End(End.NO_FRAME, before, "FIN");
        } catch (SocketTimeoutException e) {
            return new End(End.NO_FRAME, before, "OPEN");
        } catch (IOException e) {
            return new End(End.NO_FRAME, before, "RST");
        }
    }

    /** What follows: {@code FIN}, {@code RST}, {@code OPEN} when nothing came in time, or {@code DATA}. */
    String tcpEnd() {
        try {
            return in.read() < 0 ? "FIN" : "DATA";
        } catch (SocketTimeoutException e) {
            return "OPEN";
        } catch (IOException e) {
            return "RST";
        }
    }

    /** Sends and receives on: a connection that works answers. */
    void ping(String id) throws IOException {
        send("{\"message_type\":\"ping\",\"message_id\":\"" + id + "\"}");
        textWith("\"" + id + "\"");
    }

    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends with a reset instead of a FIN. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        try {
            socket.close();
        } catch (SocketException e) {
            // Reset by the server already.
        }
    }

    /**
     * How a connection ended.
     *
     * @param code of the close frame; {@link #EMPTY}: it had none; {@link #NO_FRAME}: there was no frame
     * @param tcp what followed, as {@link RawWebSocket#tcpEnd} says
     */
    record End(int code, String reason, String tcp) {
        static final int EMPTY = 1005;
        static final int NO_FRAME = 1006;
        /** Instead of a reason, when there was no close frame: something else had come. */
        static final String ANSWERED = "answered";
    }

    /** A frame that the server sent. */
    public record Frame(boolean fin, int opcode, byte[] payload) {
        public String utf8() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return payload.length < 2 ? End.EMPTY : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }

        String closeReason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "frame fin=" + fin + " opcode=" + opcode + " length=" + payload.length
                    + (opcode == CLOSE ? " code=" + closeCode() : "");
        }
    }

    /** The head of an HTTP answer. */
    record Head(String text) {
        int status() {
            return Integer.parseInt(text.split(" ", 3)[1]);
        }

        /** The value of a header, empty when there is none. */
        String header(String name) {
            return Arrays.stream(text.split("\r\n"))
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** Frames to write, right or wrong. */
    public static final class Bytes {
        private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};

        private Bytes() {}

        public static byte[] frame(int opcode, String text) {
            return frame(opcode, text.getBytes(StandardCharsets.UTF_8));
        }

        /** A final, masked frame with the shortest length. */
        public static byte[] frame(int opcode, byte[] payload) {
            return frame(0x80 | opcode, true, payload);
        }

        /** A masked frame that is not the last of its message. */
        static byte[] part(int opcode, byte[] payload) {
            return frame(opcode, true, payload);
        }

        static byte[] frame(int firstByte, boolean masked, byte[] payload) {
            int length = payload.length;
            int lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
            return frame(firstByte, masked, lengthBytes, length, payload);
        }

        /**
         * Anything.
         *
         * @param lengthBytes 0: seven bits, 2 or 8: extended
         * @param announced the length that the head says
         */
        static byte[] frame(int firstByte, boolean masked, int lengthBytes, long announced, byte[] payload) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 14);
            bytes.write(firstByte);
            int maskBit = masked ? 0x80 : 0;
            bytes.write(maskBit | (lengthBytes == 0 ? (int) announced : lengthBytes == 2 ? 126 : 127));
            for (int i = lengthBytes - 1; i >= 0; i--) {
                bytes.write((int) (announced >> 8 * i) & 0xFF);
            }
            if (masked) {
                bytes.writeBytes(MASK);
            }
            for (int i = 0; i < payload.length; i++) {
                bytes.write(masked ? payload[i] ^ MASK[i & 3] : payload[i]);
            }
            return bytes.toByteArray();
        }

        static byte[] closePayload(int code, String reason) {
            return join(new byte[] {(byte) (code >> 8), (byte) code}, reason.getBytes(StandardCharsets.UTF_8));
        }

        static byte[] join(byte[]... parts) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                bytes.writeBytes(part);
            }
            return bytes.toByteArray();
        }
    }
}
