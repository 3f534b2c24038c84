package io.signalbox.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one client sends (RFC 6455 section 5, the server's side), however the bytes are cut: joins fragments,
 * judges every rule, and tells whole messages and control frames. The first broken rule ends it with a
 * {@link FrameError}; the verdict does not depend on the cut.
 *
 * <p>What is whole in the input is unmasked into the caller's array and told from there, without any allocation. Only a
 * message that is not yet complete is kept, in an array that is at most twice as large as what arrived of it and never
 * larger than what was announced; between messages the decoder holds no array. Used by one thread.
 */
final class FrameDecoder {
    /** Most frames of one message; one more is 1008, for a message of endless empty fragments has no size. */
    static final int MAX_FRAGMENTS = 4096;

    /** In a close frame without a code (RFC 6455 section 7.1.5). */
    static final int NO_CODE = 1005;

    private static final int FIRST_ROOM = 64;

    private final int maxMessageBytes;
    private final IncomingFrame frame;
    private boolean inPayload;
    private boolean ended;

    /** Opcode of the message under way; {@link IncomingFrame#CONTINUATION} when there is none. */
    private int message = IncomingFrame.CONTINUATION;

    private boolean compressed;
    private int fragments;
    /** What arrived of the message, when any of it did. */
    private byte @Nullable [] kept;

    private int keptLength;
    /** Where in {@link #kept} the present frame begins. */
    private int frameStart;

    private boolean frameIsAscii;
    /** State of {@link Utf8} at the end of the last frame of a text. */
    private int utf8;

    private byte @Nullable [] control;
    private int controlLength;

    /** For a connection without extensions. */
    FrameDecoder(int maxMessageBytes) {
        this(maxMessageBytes, false);
    }

    /**
     * @param maxMessageBytes the largest payload of a message, over all its fragments; 1009 when it is larger
     * @param deflate whether {@link PerMessageDeflate} was negotiated; then the limit holds for what is inflated, too
     */
    FrameDecoder(int maxMessageBytes, boolean deflate) {
        this.maxMessageBytes = maxMessageBytes;
        this.frame = new IncomingFrame(deflate);
    }

    /** How long the array must be that is given to {@link #decode}. */
    static int scratchLength(int maxMessageBytes) {
        return Math.max(maxMessageBytes, IncomingFrame.MAX_CONTROL);
    }

    /**
     * Reads all of {@code input}. After a close frame, and after an error, what comes is passed over.
     *
     * @param input of any kind, in its original order (big endian)
     * @param scratch of {@link #scratchLength} bytes or more, of no meaning between calls
     * @throws FrameError when a rule is broken; what came before it was told
     */
    void decode(ByteBuffer input, byte[] scratch, DecodedFrames frames) throws FrameError {
        try {
            while (!ended && input.hasRemaining()) {
                if (inPayload || header(input)) {
                    if (frame.isControl()) {
                        control(input, scratch, frames);
                    } else {
                        data(input, scratch, frames);
                    }
                }
            }
            input.position(input.limit());
        } catch (FrameError e) {
            end();
            input.position(input.limit());
            throw e;
        }
    }

    /** Bytes held for what is not complete; for tests and metrics. */
    int held() {
        return (kept == null ? 0 : kept.length) + (control == null ? 0 : control.length);
    }

    private boolean header(ByteBuffer input) throws FrameError {
        boolean insideMessage = message != IncomingFrame.CONTINUATION;
        if (!frame.readHeader(input, insideMessage, maxMessageBytes - keptLength)) {
            return false;
        }
        inPayload = true;
        if (!frame.isControl()) {
            if (!insideMessage) {
                message = frame.opcode();
                compressed = frame.compressed();
                fragments = 0;
                utf8 = Utf8.COMPLETE;
            }
            if (++fragments > MAX_FRAGMENTS) {
                throw new FrameError(FrameError.POLICY_VIOLATION, "too many fragments");
            }
            frameStart = keptLength;
            frameIsAscii = true;
        }
        return true;
    }

    private void data(ByteBuffer input, byte[] scratch, DecodedFrames frames) throws FrameError {
        int left = frame.left();
        int count = Math.min(left, input.remaining());
        if (keptLength == 0 && count == left && frame.isLast()) {
            frameIsAscii = frame.take(input, scratch, 0, count);
            frameEnded(scratch, count, frames);
            return;
        }
        if (count > 0) {
            byte[] room = roomFor(kept, keptLength, count, left);
            kept = room;
            frameIsAscii &= frame.take(input, room, keptLength, count);
            keptLength += count;
        }
        if (count == left) {
            frameEnded(kept == null ? scratch : kept, keptLength, frames);
        }
    }

    /** @param bytes the message so far, {@code length} bytes */
    private void frameEnded(byte[] bytes, int length, DecodedFrames frames) throws FrameError {
        frame.end();
        inPayload = false;
        int opcode = message;
        if (opcode == IncomingFrame.TEXT && !compressed) {
            checkText(bytes, length);
        }
        if (!frame.isLast()) {
            return;
        }
        message = IncomingFrame.CONTINUATION;
        kept = null;
        keptLength = 0;
        if (compressed) {
            byte[] inflated = RawDeflate.inflate(bytes, 0, length, maxMessageBytes);
            if (opcode == IncomingFrame.TEXT && !Utf8.isValid(inflated, 0, inflated.length)) {
                throw FrameError.invalidText();
            }
            tell(opcode, inflated, inflated.length, frames);
        } else {
            tell(opcode, bytes, length, frames);
        }
    }

    private static void tell(int opcode, byte[] bytes, int length, DecodedFrames frames) {
        if (opcode == IncomingFrame.TEXT) {
            frames.text(bytes, 0, length);
        } else {
            frames.binary(bytes, 0, length);
        }
    }

    private void checkText(byte[] bytes, int length) throws FrameError {
        if (!frameIsAscii || utf8 != Utf8.COMPLETE) {
            utf8 = Utf8.check(utf8, bytes, frameStart, length - frameStart);
        }
        if (utf8 == Utf8.INVALID || (frame.isLast() && utf8 != Utf8.COMPLETE)) {
            throw FrameError.invalidText();
        }
    }

    private void control(ByteBuffer input, byte[] scratch, DecodedFrames frames) throws FrameError {
        int left = frame.left();
        int count = Math.min(left, input.remaining());
        if (controlLength == 0 && count == left) {
            frame.take(input, scratch, 0, count);
            controlEnded(scratch, count, frames);
            return;
        }
        if (count > 0) {
            byte[] room = roomFor(control, controlLength, count, left);
            control = room;
            frame.take(input, room, controlLength, count);
            controlLength += count;
            if (count == left) {
                controlEnded(room, controlLength, frames);
            }
        }
    }

    private void controlEnded(byte[] payload, int length, DecodedFrames frames) throws FrameError {
        frame.end();
        inPayload = false;
        control = null;
        controlLength = 0;
        switch (frame.opcode()) {
            case IncomingFrame.PING -> frames.ping(payload, 0, length);
            case IncomingFrame.PONG -> frames.pong(payload, 0, length);
            default -> closeEnded(payload, length, frames);
        }
    }

    private void closeEnded(byte[] payload, int length, DecodedFrames frames) throws FrameError {
        if (length == 0) {
            end();
            frames.close(NO_CODE, "");
            return;
        }
        if (length == 1) {
            throw FrameError.protocol("close frame with half a code");
        }
        int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        if (!maySend(code)) {
            throw FrameError.protocol("close code that may not be sent");
        }
        if (!Utf8.isValid(payload, 2, length - 2)) {
            throw new FrameError(FrameError.INVALID_PAYLOAD, "close reason is not valid UTF-8");
        }
        end();
        frames.close(code, new String(payload, 2, length - 2, StandardCharsets.UTF_8));
    }

    /** RFC 6455 section 7.4 and the codes that were registered after it (1012 to 1014). */
    private static boolean maySend(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /** {@code bytes} or a larger copy, with room for {@code count} more behind {@code length}. */
    private static byte[] roomFor(byte @Nullable [] bytes, int length, int count, int announced) {
        int needed = length + count;
        if (bytes == null) {
            return new byte[Math.min(announced, Math.max(needed, FIRST_ROOM))];
        }
        if (needed <= bytes.length) {
            return bytes;
        }
        return Arrays.copyOf(bytes, Math.min(length + announced, Math.max(needed, 2 * bytes.length)));
    }

    private void end() {
        ended = true;
        kept = null;
        control = null;
    }
}
