package io.signalbox.transport;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One unfragmented data frame as it goes over the wire (RFC 6455 section 5.2), made once and shared by all receivers.
 * Immutable; safe from any thread.
 */
public final class OutboundFrame {
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_BINARY = 0x82;
    private static final int RSV1 = 0x40;
    private static final int OPCODE = 0x0f;

    private final byte[] bytes;
    private final int headerLength;
    private final long seq;
    /** Made when it is asked for. */
    private volatile @Nullable OutboundFrame deflated;

    private OutboundFrame(int firstByte, byte[] payload, long seq) {
        this.seq = seq;
        headerLength = payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10;
        bytes = new byte[headerLength + payload.length];
        bytes[0] = (byte) firstByte;
        if (headerLength == 2) {
            bytes[1] = (byte) payload.length;
        } else if (headerLength == 4) {
            bytes[1] = 126;
            bytes[2] = (byte) (payload.length >>> 8);
            bytes[3] = (byte) payload.length;
        } else {
            bytes[1] = 127;
            for (int i = 0; i < 4; i++) {
                bytes[6 + i] = (byte) (payload.length >>> (24 - 8 * i));
            }
        }
        System.arraycopy(payload, 0, bytes, headerLength, payload.length);
    }

    /** A text frame. @param utf8 valid UTF-8; copied */
    public static OutboundFrame text(byte[] utf8) {
        return new OutboundFrame(FIN_TEXT, utf8, 0);
    }

    /** A text frame for one receiver. @param seq its position in the receiver's inbox. @param utf8 valid UTF-8; copied */
    public static OutboundFrame stored(long seq, byte[] utf8) {
        return new OutboundFrame(FIN_TEXT, utf8, seq);
    }

    /** A text frame. @param text without unpaired surrogates */
    public static OutboundFrame text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A binary frame. @param payload copied */
    public static OutboundFrame binary(byte[] payload) {
        return new OutboundFrame(FIN_BINARY, payload, 0);
    }

    /** Whether it is a text frame; else it is a binary one. */
    public boolean isText() {
        return (bytes[0] & OPCODE) == (FIN_TEXT & OPCODE);
    }

    /** Its position in the inbox of the one who gets it, 0 when it is in none: for a wire that says so itself. */
    public long seq() {
        return seq;
    }

    /** Bytes on the wire, header included. */
    public int size() {
        return bytes.length;
    }

    /** Bytes of the payload. */
    public int payloadLength() {
        return bytes.length - headerLength;
    }

    /** The payload of a text frame that is not compressed, for a wire that frames it itself, and for tests. */
    public String payloadText() {
        return new String(bytes, headerLength, bytes.length - headerLength, StandardCharsets.UTF_8);
    }

    /** A copy of the payload, for a wire that frames it itself. */
    public byte[] payload() {
        byte[] payload = new byte[bytes.length - headerLength];
        System.arraycopy(bytes, headerLength, payload, 0, payload.length);
        return payload;
    }

    /**
     * The same message for a connection with {@link PerMessageDeflate}: compressed when it is smaller that way, else this
     * frame. Made once, for all receivers.
     */
    OutboundFrame deflated() {
        OutboundFrame made = deflated;
        if (made == null) {
            synchronized (this) {
                made = deflated;
                if (made == null) {
                    made = deflate();
                    deflated = made;
                }
            }
        }
        return made;
    }

    private OutboundFrame deflate() {
        int length = bytes.length - headerLength;
        if (length < RawDeflate.MIN_PAYLOAD || (bytes[0] & RSV1) != 0) {
            return this;
        }
        byte[] smaller = RawDeflate.deflate(bytes, headerLength, length);
        return smaller == null ? this : new OutboundFrame(bytes[0] | RSV1, smaller, seq);
    }

    /** Header and payload; not to be changed. */
    byte[] bytes() {
        return bytes;
    }
}
