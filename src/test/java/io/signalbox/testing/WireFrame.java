package io.signalbox.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket frame as it is on the wire, for tests to write and read.
 *
 * @param first its first byte: fin, reserved bits and opcode
 * @param payload not masked
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its parts only
public record WireFrame(int first, byte[] payload) {
    public static WireFrame text(String text) {
        return new WireFrame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    public static WireFrame binary(byte[] payload) {
        return new WireFrame(0x82, payload);
    }

    public static WireFrame close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return new WireFrame(
                0x88,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    public int opcode() {
        return first & 0x0f;
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Of a close frame. */
    public int closeCode() {
        return ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    /** Of a close frame. */
    public String closeReason() {
        return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    /** As a server writes it. */
    public byte[] unmasked() {
        return bytes(false);
    }

    /** As a client writes it. */
    public byte[] masked() {
        return bytes(true);
    }

    /** Reads the next frame, masked or not. */
    public static WireFrame read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int first = data.readUnsignedByte();
        int second = data.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = data.readUnsignedShort();
        } else if (length == 127) {
            length = data.readLong();
        }
        byte[] mask = new byte[4];
        if ((second & 0x80) != 0) {
            data.readFully(mask);
        }
        byte[] payload = new byte[(int) length];
        data.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new WireFrame(first, payload);
    }

    private byte[] bytes(boolean mask) {
        int flag = mask ? 0x80 : 0;
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length <= 125) {
            frame.put((byte) (flag | payload.length));
        } else if (payload.length <= 0xffff) {
            frame.put((byte) (flag | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (flag | 127)).putLong(payload.length);
        }
        byte[] key = {0x11, 0x22, 0x33, 0x44};
        if (mask) {
            frame.put(key);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (mask ? payload[i] ^ key[i & 3] : payload[i]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
