package io.signalbox.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection of the load generator (RFC 6455, client side). Used by the loop's thread only. What is sent
 * is collected and written once per turn of the loop, as a client library with a write queue does.
 */
final class Peer {
    private static final int FIRST_BUFFER = 1024;
    private static final int MAX_BUFFER = 64 * 1024 * 1024;
    private static final int PIECE = 256 * 1024;
    private static final int FIN = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int NORMAL = 1000;
    private static final byte[] NOTHING = {};

    final int index;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Upgrade upgrade;
    private final byte @Nullable [] welcome;
    private final PeerEvents events;
    private final SplittableRandom masks;
    private State state = State.CONNECTING;
    private byte[] rest = NOTHING;
    private byte[] out = NOTHING;
    private int outLength;
    private boolean dirty;
    private boolean paused;
    private boolean wasOpen;
    private int closeCode;

    Peer(
            int index,
            SocketChannel channel,
            SelectionKey key,
            Upgrade upgrade,
            @Nullable String welcome,
            PeerEvents events) {
        this.index = index;
        this.channel = channel;
        this.key = key;
        this.upgrade = upgrade;
        this.welcome = welcome == null ? null : welcome.getBytes(StandardCharsets.US_ASCII);
        this.events = events;
        this.masks = new SplittableRandom(index);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it ever was. */
    boolean wasOpen() {
        return wasOpen;
    }

    /** Stops reading for good: a slow consumer. */
    void pause() {
        paused = true;
        key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
    }

    boolean isPaused() {
        return paused;
    }

    /** Collects one masked text frame. @return whether the loop does not know yet that there is something to write */
    boolean text(byte[] bytes, int length) {
        return frame(TEXT, bytes, 0, length);
    }

    /** Collects a close frame; the server answers and ends the connection. @return as {@link #text} */
    boolean close() {
        state = State.CLOSING;
        return frame(CLOSE, new byte[] {(byte) (NORMAL >>> 8), (byte) NORMAL}, 0, 2);
    }

    /** Ends the connection without a word; no event follows. */
    void abort() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            throw new BenchException("closing a socket", e);
        }
    }

    /** The socket connected, or not. */
    void connected() throws IOException {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        state = State.UPGRADING;
        append(upgrade.request());
        flush();
    }

    /** What arrived: a piece of the stream, read into the loop's buffer behind {@link #restLength} free bytes. */
    void received(byte[] buffer, int length) throws IOException {
        System.arraycopy(rest, 0, buffer, 0, rest.length);
        int from = 0;
        if (state == State.UPGRADING) {
            from = upgrade.answered(buffer, length);
            if (from > 0) {
                state = State.WELCOMING;
                if (welcome == null) {
                    open();
                }
            }
        }
        if (state != State.UPGRADING) {
            from = frames(buffer, from, length);
        }
        rest = state == State.CLOSED || from == length ? NOTHING : Arrays.copyOfRange(buffer, from, length);
    }

    /** Bytes of an unfinished frame, to be put in front of what is read next. */
    int restLength() {
        return rest.length;
    }

    /** Writes what was collected, as much as the socket takes. */
    void flush() throws IOException {
        dirty = false;
        if (outLength == 0 || state == State.CONNECTING || state == State.CLOSED) {
            return;
        }
        // In pieces, because a write copies all that it is offered, whatever the socket takes.
        int written = 0;
        int last = PIECE;
        while (last == PIECE && written < outLength) {
            last = channel.write(ByteBuffer.wrap(out, written, Math.min(PIECE, outLength - written)));
            written += last;
        }
        outLength -= written;
        System.arraycopy(out, written, out, 0, outLength);
        int read = paused ? 0 : SelectionKey.OP_READ;
        int wanted = outLength > 0 ? read | SelectionKey.OP_WRITE : read;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** The connection ended. */
    void ended() {
        if (state != State.CLOSED) {
            abort();
            events.closed(this, closeCode);
        }
    }

    private void open() {
        state = State.OPEN;
        wasOpen = true;
        events.opened(this);
    }

    private int frames(byte[] buffer, int start, int length) throws IOException {
        int from = start;
        while (state != State.CLOSED) {
            int header = header(buffer, from, length);
            if (header < 0) {
                return from;
            }
            int size = size(buffer, from, header);
            if (length - from - header < size) {
                return from;
            }
            int opcode = buffer[from] & 0x0f;
            if ((buffer[from] & FIN) == 0 || (buffer[from + 1] & 0x80) != 0) {
                throw new BenchException("a frame that is masked or in parts, which no server here sends");
            }
            received(opcode, buffer, from + header, from + header + size);
            from += header + size;
        }
        return from;
    }

    /** Length of the frame's header; -1 when it is not all there. */
    private static int header(byte[] buffer, int from, int length) {
        if (length - from < 2) {
            return -1;
        }
        int shortSize = buffer[from + 1] & 0x7f;
        int header = shortSize < 126 ? 2 : shortSize == 126 ? 4 : 10;
        return length - from < header ? -1 : header;
    }

    private static int size(byte[] buffer, int from, int header) {
        if (header == 2) {
            return buffer[from + 1] & 0x7f;
        }
        long size = 0;
        for (int i = from + 2; i < from + header; i++) {
            size = size << 8 | buffer[i] & 0xff;
        }
        if (size < 0 || size > MAX_BUFFER) {
            throw new BenchException("a frame of " + size + " bytes");
        }
        return (int) size;
    }

    private void received(int opcode, byte[] buffer, int from, int to) throws IOException {
        if (opcode == TEXT && state == State.WELCOMING) {
            if (contains(buffer, from, to, welcome)) {
                open();
            }
        } else if (opcode == TEXT) {
            events.text(this, buffer, from, to);
        } else if (opcode == PING) {
            frame(PONG, buffer, from, to - from);
            flush();
        } else if (opcode == CLOSE) {
            closeCode = to - from < 2 ? 1005 : (buffer[from] & 0xff) << 8 | buffer[from + 1] & 0xff;
            if (state != State.CLOSING) {
                frame(CLOSE, buffer, from, Math.min(2, to - from));
                flush();
            }
            ended();
        }
    }

    private static boolean contains(byte[] buffer, int from, int to, byte @Nullable [] wanted) {
        return wanted == null
                || new String(buffer, from, to - from, StandardCharsets.UTF_8)
                        .contains(new String(wanted, StandardCharsets.US_ASCII));
    }

    private boolean frame(int opcode, byte[] bytes, int from, int length) {
        int header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
        room(header + 4 + length);
        out[outLength] = (byte) (FIN | opcode);
        if (header == 2) {
            out[outLength + 1] = (byte) (0x80 | length);
        } else if (header == 4) {
            out[outLength + 1] = (byte) (0x80 | 126);
            out[outLength + 2] = (byte) (length >>> 8);
            out[outLength + 3] = (byte) length;
        } else {
            throw new BenchException("a message of more than 64 KiB");
        }
        int at = outLength + header;
        int mask = masks.nextInt();
        for (int i = 0; i < 4; i++) {
            out[at + i] = (byte) (mask >>> (24 - 8 * i));
        }
        for (int i = 0; i < length; i++) {
            out[at + 4 + i] = (byte) (bytes[from + i] ^ out[at + (i & 3)]);
        }
        outLength = at + 4 + length;
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    private void append(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, outLength, bytes.length);
        outLength += bytes.length;
    }

    private void room(int more) {
        if (outLength + more > out.length) {
            if (outLength + more > MAX_BUFFER) {
                throw new BenchException("the server does not read: 64 MiB wait for connection " + index);
            }
            out = Arrays.copyOf(out, Math.max(FIRST_BUFFER, 2 * (outLength + more)));
        }
    }

    private enum State {
        CONNECTING,
        UPGRADING,
        WELCOMING,
        OPEN,
        CLOSING,
        CLOSED
    }
}
