package io.signalbox.transport;

import io.signalbox.protocol.CloseCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes small frames as a server does: whole and not masked. */
public final class FrameWriter {
    /** A ping without a payload. */
    static final byte[] PING = {(byte) 0x89, 0};

    private FrameWriter() {}

    /** A text message. */
    public static ByteBuffer text(String text) {
        return ByteBuffer.wrap(OutboundFrame.text(text).bytes());
    }

    /** A close frame with the number and the reason of {@code code}. */
    public static ByteBuffer close(CloseCode code) {
        return ByteBuffer.wrap(close(code.code(), code.reason()));
    }

    /** A close frame (RFC 6455 section 5.5.1). @param reason at most 123 bytes of UTF-8 */
    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return control(FrameTracker.CLOSE, payload, 0, payload.length);
    }

    /** The answer to a close frame with {@code code}: the same code, or none when there was none. */
    static byte[] closeAnswer(int code) {
        return code == FrameDecoder.NO_CODE ? control(FrameTracker.CLOSE, new byte[0], 0, 0) : close(code, "");
    }

    /** A ping with a number for payload. */
    static byte[] ping(long number) {
        byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        return control(IncomingFrame.PING, payload, 0, payload.length);
    }

    /** The answer to a ping, with its payload of at most 125 bytes. */
    static byte[] pong(byte[] payload, int offset, int length) {
        return control(IncomingFrame.PONG, payload, offset, length);
    }

    private static byte[] control(int opcode, byte[] payload, int offset, int length) {
        if (length > IncomingFrame.MAX_CONTROL) {
            throw new IllegalArgumentException("a control frame with " + length + " bytes is too long");
        }
        byte[] frame = new byte[2 + length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) length;
        System.arraycopy(payload, offset, frame, 2, length);
        return frame;
    }
}
