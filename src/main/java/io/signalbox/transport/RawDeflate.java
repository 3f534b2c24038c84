package io.signalbox.transport;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The two transformations of RFC 7692 section 7.2 on whole messages, each by itself: no context is taken over. Safe
 * from any thread; holds native memory for at most {@value #MOST_IDLE} idle streams of each kind.
 */
final class RawDeflate {
    /** Smaller payloads stay as they are, in bytes: little is won, and a header of the stream is lost. */
    static final int MIN_PAYLOAD = 256;

    private static final int MOST_IDLE = 8;
    private static final int FIRST_ROOM = 512;
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private static final IdlePool<Inflater> INFLATERS =
            new IdlePool<>(MOST_IDLE, () -> new Inflater(true), Inflater::end);
    private static final IdlePool<Deflater> DEFLATERS =
            new IdlePool<>(MOST_IDLE, () -> new Deflater(Deflater.DEFAULT_COMPRESSION, true), Deflater::end);

    private RawDeflate() {}

    /**
     * What a compressed message says.
     *
     * @param maxBytes the most that may come out; never much more than that is held
     * @throws FrameError 1009 when more would come out, 1007 when it is no deflated data
     */
    static byte[] inflate(byte[] bytes, int offset, int length, int maxBytes) throws FrameError {
        Inflater inflater = INFLATERS.take();
        try {
            return inflate(inflater, new Input(bytes, offset, length), maxBytes);
        } catch (DataFormatException e) {
            throw new FrameError(FrameError.INVALID_PAYLOAD, "compressed data is not valid");
        } finally {
            inflater.reset();
            INFLATERS.giveBack(inflater);
        }
    }

    private static byte[] inflate(Inflater inflater, Input input, int maxBytes) throws DataFormatException, FrameError {
        int most = maxBytes + 1;
        byte[] out = new byte[(int) Math.min(most, Math.max(FIRST_ROOM, 3L * input.length))];
        int size = 0;
        boolean tail = false;
        inflater.setInput(input.bytes, input.offset, input.length);
        while (true) {
            if (size == out.length) {
                out = Arrays.copyOf(out, (int) Math.min(most, 2L * size));
            }
            int count = inflater.inflate(out, size, out.length - size);
            size += count;
            if (size > maxBytes) {
                throw FrameError.tooBig();
            } else if (inflater.finished() && !tail) {
                // A block may say that it is the last, and the message may go on with another (section 7.2.3.4).
                int left = inflater.getRemaining();
                inflater.reset();
                inflater.setInput(input.bytes, input.offset + input.length - left, left);
            } else if (inflater.finished() || (tail && count == 0)) {
                return Arrays.copyOf(out, size);
            } else if (inflater.needsInput()) {
                inflater.setInput(TAIL);
                tail = true;
            }
        }
    }

    /** The payload of a compressed message; null when that is not smaller. */
    static byte @Nullable [] deflate(byte[] bytes, int offset, int length) {
        Deflater deflater = DEFLATERS.take();
        try {
            byte[] out = new byte[length + TAIL.length];
            deflater.setInput(bytes, offset, length);
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            // Full room may mean that there is more.
            return size == out.length ? null : Arrays.copyOf(out, size - TAIL.length);
        } finally {
            deflater.reset();
            DEFLATERS.giveBack(deflater);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Input(byte[] bytes, int offset, int length) {}
}
