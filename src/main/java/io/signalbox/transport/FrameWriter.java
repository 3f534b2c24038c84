package io.signalbox.transport;

import io.signalbox.protocol.CloseCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes small frames as a server does: whole and not masked. */
public final class FrameWriter {
    /** Longest payload of a control frame, and of a frame with a one-byte length. */
    private static final int SHORT = 125;

    private FrameWriter() {}

    /** A text message of at most 65535 bytes. */
    public static ByteBuffer text(String text) {
        return frame(FrameTracker.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A close frame with the number and the reason of {@code code}. */
    public static ByteBuffer close(CloseCode code) {
        byte[] reason = code.reason().getBytes(StandardCharsets.UTF_8);
        byte[] payload = ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code.code())
                .put(reason)
                .array();
        return frame(FrameTracker.CLOSE, payload);
    }

    /** A close frame (RFC 6455 section 5.5.1). @param reason at most 123 bytes of UTF-8 */
    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        if (text.length > SHORT - 2) {
            throw new IllegalArgumentException("a close reason of " + text.length + " bytes is too long");
        }
        byte[] frame = new byte[4 + text.length];
        frame[0] = (byte) (0x80 | FrameTracker.CLOSE);
        frame[1] = (byte) (2 + text.length);
        frame[2] = (byte) (code >>> 8);
        frame[3] = (byte) code;
        System.arraycopy(text, 0, frame, 4, text.length);
        return frame;
    }

    /** The answer to a close frame with {@code code}: the same code, or none when there was none. */
    static byte[] closeAnswer(int code) {
        return code == FrameDecoder.NO_CODE ? new byte[] {(byte) (0x80 | FrameTracker.CLOSE), 0} : close(code, "");
    }

    /** The answer to a ping, with its payload of at most 125 bytes. */
    static byte[] pong(byte[] payload, int offset, int length) {
        byte[] frame = new byte[2 + length];
        frame[0] = (byte) 0x8a;
        frame[1] = (byte) length;
        System.arraycopy(payload, offset, frame, 2, length);
        return frame;
    }

    private static ByteBuffer frame(int opcode, byte[] payload) {
        if (payload.length > 0xffff) {
            throw new IllegalArgumentException("a frame of " + payload.length + " bytes is not small");
        }
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 4).put((byte) (0x80 | opcode));
        if (payload.length <= SHORT) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 126).putShort((short) payload.length);
        }
        return frame.put(payload).flip();
    }
}
