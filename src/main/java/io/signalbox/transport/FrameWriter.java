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
