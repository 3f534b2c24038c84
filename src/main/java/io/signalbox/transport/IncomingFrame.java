package io.signalbox.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header (RFC 6455 section 5.2) of the frame that a client is sending, read however it is cut, and how much of the
 * payload is still to come. Refuses as early as a byte allows, so that the verdict is the same for every cut. Keeps no
 * bytes.
 */
final class IncomingFrame {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    /** Longest payload of a control frame, in bytes. */
    static final int MAX_CONTROL = 125;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int LONGEST_HEADER = 14;
    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final int RSV2_AND_RSV3 = 0x30;

    private final boolean deflate;
    private int first;
    /** Bytes of the header that were read. */
    private int read;
    /** Bytes of the length behind the second byte: 0, 2 or 8. */
    private int lengthBytes;
    /** The payload's length while it is read, then what of it is still to come. */
    private long left;
    /** For the next four bytes of the payload. */
    private int mask;

    /** @param deflate whether RSV1 may be set */
    IncomingFrame(boolean deflate) {
        this.deflate = deflate;
    }

    /**
     * Reads on in the header.
     *
     * @param insideMessage whether a message was begun and is not ended
     * @param room the most bytes that a data frame may have
     * @return whether the header is complete, so that {@link #take} is next; not to be called again before {@link #end}
     */
    boolean readHeader(ByteBuffer input, boolean insideMessage, int room) throws FrameError {
        if (read == 0 && input.remaining() >= LONGEST_HEADER) {
            readWholeHeader(input, insideMessage, room);
            return true;
        }
        while (input.hasRemaining()) {
            if (readByte(input.get() & 0xff, insideMessage, room)) {
                return true;
            }
        }
        return false;
    }

    private void readWholeHeader(ByteBuffer input, boolean insideMessage, int room) throws FrameError {
        firstByte(input.get() & 0xff, insideMessage);
        secondByte(input.get() & 0xff);
        if (lengthBytes == Short.BYTES) {
            left = input.getShort() & 0xffff;
        } else if (lengthBytes == Long.BYTES) {
            left = input.getLong();
        }
        checkLength(room);
        mask = input.getInt();
    }

    private boolean readByte(int value, boolean insideMessage, int room) throws FrameError {
        int at = read++;
        if (at == 0) {
            firstByte(value, insideMessage);
        } else if (at == 1) {
            secondByte(value);
        } else if (at < 2 + lengthBytes) {
            left = left << 8 | value;
        } else {
            mask = mask << 8 | value;
        }
        if (at > 0 && at == 1 + lengthBytes) {
            checkLength(room);
        }
        return at > 1 && at == 1 + lengthBytes + Integer.BYTES;
    }

    private void firstByte(int value, boolean insideMessage) throws FrameError {
        first = value;
        int opcode = opcode();
        if (opcode > PONG || (opcode > BINARY && opcode < CLOSE)) {
            throw FrameError.protocol("reserved opcode");
        }
        boolean mayBeCompressed = deflate && (opcode == TEXT || opcode == BINARY);
        if ((value & RSV2_AND_RSV3) != 0 || (compressed() && !mayBeCompressed)) {
            throw FrameError.protocol("reserved bit set");
        }
        if (isControl()) {
            if (!isLast()) {
                throw FrameError.protocol("fragmented control frame");
            }
        } else if (insideMessage != (opcode == CONTINUATION)) {
            throw FrameError.protocol(
                    insideMessage ? "message inside a fragmented message" : "continuation of no message");
        }
    }

    private void secondByte(int value) throws FrameError {
        if ((value & 0x80) == 0) {
            throw FrameError.protocol("frame is not masked");
        }
        int length = value & 0x7f;
        if (isControl() && length > MAX_CONTROL) {
            throw FrameError.protocol("control frame is too long");
        }
        lengthBytes = length == 126 ? Short.BYTES : length == 127 ? Long.BYTES : 0;
        left = lengthBytes == 0 ? length : 0;
    }

    private void checkLength(int room) throws FrameError {
        if (left < 0
                || (lengthBytes == Short.BYTES && left <= MAX_CONTROL)
                || (lengthBytes == Long.BYTES && left <= 0xffff)) {
            throw FrameError.protocol("length is not in its shortest form");
        }
        if (!isControl() && left > room) {
            throw FrameError.tooBig();
        }
    }

    /** Whether it may come between the frames of a message. */
    boolean isControl() {
        return opcode() >= CLOSE;
    }

    /** Whether it ends its message. */
    boolean isLast() {
        return (first & FIN) != 0;
    }

    /** Whether RSV1 is set: on the first frame of a message, that the message is compressed. */
    boolean compressed() {
        return (first & RSV1) != 0;
    }

    int opcode() {
        return first & 0x0f;
    }

    /** Bytes of the payload that are still to come. */
    int left() {
        return (int) left;
    }

    /**
     * Moves {@code count} bytes of the payload from {@code input} to {@code to}, without their mask.
     *
     * @return whether all of them are ASCII
     */
    boolean take(ByteBuffer input, byte[] to, int at, int count) {
        input.get(to, at, count);
        long twice = (long) mask << 32 | mask & 0xffffffffL;
        long seen = 0;
        int end = at + count;
        int i = at;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long plain = (long) LONGS.get(to, i) ^ twice;
            LONGS.set(to, i, plain);
            seen |= plain;
        }
        for (int shift = 56; i < end; i++, shift -= 8) {
            to[i] ^= (byte) (twice >>> shift);
            seen |= to[i];
        }
        mask = Integer.rotateLeft(mask, 8 * (count & 3));
        left -= count;
        return (seen & HIGH_BITS) == 0;
    }

    /** The payload is complete: the next byte begins a frame. */
    void end() {
        read = 0;
        mask = 0;
    }
}
