package io.signalbox.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection of the floor: handshake, frames without mask in place, one buffer of what goes out. */
final class FloorConnection {
    private static final Pattern REQUEST = Pattern.compile("GET /(\\w+)(\\?id=(\\d+))?");
    private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: *(\\S+)");
    /** What may wait for one that does not read; beyond it the connection is ended. */
    private static final int MAX_WAITING = 8 * 1024 * 1024;

    private static final int PIECE = 256 * 1024;
    private static final int CLOSE = 8;
    private static final byte[] NOTHING = {};

    private final FloorServer server;
    private final SocketChannel channel;
    private final SelectionKey key;
    private Role role = Role.ECHO;
    private String id = "";
    private boolean open;
    private boolean closing;
    private boolean closed;
    private byte[] rest = NOTHING;
    private byte[] out = NOTHING;
    private int outFrom;
    private int outTo;
    private boolean dirty;
    private boolean blocked;

    FloorConnection(FloorServer server, SocketChannel channel, SelectionKey key) {
        this.server = server;
        this.channel = channel;
        this.key = key;
    }

    Role role() {
        return role;
    }

    String id() {
        return id;
    }

    /** @return false when the connection is at its end */
    boolean read(ByteBuffer reading) throws IOException {
        reading.clear();
        int count = channel.read(reading);
        if (count < 0) {
            return false;
        }
        reading.flip();
        byte[] bytes = Arrays.copyOf(rest, rest.length + count);
        reading.get(bytes, rest.length, count);
        int from = open ? 0 : handshake(bytes);
        if (open) {
            from = frames(bytes, from);
        }
        rest = from == bytes.length ? NOTHING : Arrays.copyOfRange(bytes, from, bytes.length);
        return true;
    }

    /** @return whether this is the first of this turn */
    boolean collect(byte[] bytes, int length) {
        if (closed || outTo - outFrom + length > MAX_WAITING) {
            closing = true;
        } else {
            room(length);
            System.arraycopy(bytes, 0, out, outTo, length);
            outTo += length;
        }
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    /** The end of the turn. A socket that is full is left alone until it says otherwise. */
    void flush() throws IOException {
        dirty = false;
        if (!closed && !blocked) {
            write();
        }
        if (closing) {
            throw new IOException("the end");
        }
    }

    /** In pieces, because a write copies all that it is offered, whatever the socket takes. */
    void write() throws IOException {
        boolean full = false;
        while (outFrom < outTo && !full) {
            int piece = Math.min(outTo - outFrom, PIECE);
            int written = channel.write(ByteBuffer.wrap(out, outFrom, piece));
            outFrom += written;
            full = written < piece;
        }
        if (full != blocked) {
            blocked = full;
            key.interestOps(full ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    private void room(int length) {
        if (outFrom == outTo) {
            outFrom = 0;
            outTo = 0;
        }
        if (outTo + length > out.length) {
            int waiting = outTo - outFrom;
            byte[] target = 2 * (waiting + length) > out.length ? new byte[Math.max(512, 2 * (waiting + length))] : out;
            System.arraycopy(out, outFrom, target, 0, waiting);
            out = target;
            outFrom = 0;
            outTo = waiting;
        }
    }

    void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            System.err.println("not closed: " + e);
        }
    }

    private int handshake(byte[] bytes) {
        String head = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n");
        Matcher request = REQUEST.matcher(head);
        Matcher name = KEY.matcher(head);
        if (end < 0 || !request.find() || !name.find()) {
            return 0;
        }
        role = switch (request.group(1)) {
            case "pub" -> Role.PUBLISHER;
            case "sub" -> Role.SUBSCRIBER;
            case "p2p" -> Role.PAIR;
            default -> Role.ECHO;
        };
        id = request.group(3) == null ? "" : request.group(3);
        open = true;
        byte[] answer = ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + Upgrade.accept(name.group(1)) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        server.send(this, answer, answer.length);
        server.opened(this);
        return end + 4;
    }

    private int frames(byte[] bytes, int start) {
        int from = start;
        while (bytes.length - from >= 2) {
            int shortSize = bytes[from + 1] & 0x7f;
            int header = shortSize < 126 ? 2 : 4;
            if (shortSize == 127) {
                throw new IllegalStateException("a frame of more than 64 KiB");
            }
            if (bytes.length - from < header + 4) {
                break;
            }
            int size = header == 2 ? shortSize : (bytes[from + 2] & 0xff) << 8 | bytes[from + 3] & 0xff;
            if (bytes.length - from < header + 4 + size) {
                break;
            }
            frame(bytes, from, header, size);
            from += header + 4 + size;
        }
        return from;
    }

    /** Without mask, header and payload stand together: what came in is what goes out. */
    private void frame(byte[] bytes, int from, int header, int size) {
        byte[] frame = new byte[header + size];
        System.arraycopy(bytes, from, frame, 0, header);
        frame[1] &= 0x7f;
        int mask = from + header;
        for (int i = 0; i < size; i++) {
            frame[header + i] = (byte) (bytes[mask + 4 + i] ^ bytes[mask + (i & 3)]);
        }
        if ((frame[0] & 0x0f) == CLOSE) {
            server.send(this, frame, frame.length);
            closing = true;
        } else {
            server.message(this, frame, frame.length, header);
        }
    }
}
