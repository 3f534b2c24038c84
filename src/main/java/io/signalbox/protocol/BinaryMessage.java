package io.signalbox.protocol;

import java.nio.ByteBuffer;

/**
 * A binary message (contract M04): the length of the envelope as an unsigned 16-bit number, big endian; the envelope,
 * JSON in UTF-8; the payload, which is nobody's business but the receiver's. It is never stored.
 *
 * @param envelope says where it goes; without {@code require_ack}
 * @param payload read-only, from position to limit; it shares the frame's bytes, which the giver must leave alone
 */
public record BinaryMessage(Message envelope, ByteBuffer payload) {
    private static final int HEADER = 2;
    private static final int MAX_ENVELOPE = 0xFFFF;

    public BinaryMessage {
        if (envelope.requireAck()) {
            throw new ProtocolException(
                    ErrorCode.BINARY_NOT_STORABLE,
                    "a binary message is not stored, so it cannot require_ack",
                    envelope.messageId());
        }
        payload = payload.slice().asReadOnlyBuffer();
    }

    /** The payload as it may be read by several: each has a position of its own. */
    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }

    /**
     * Decodes one binary message as a client sends it.
     *
     * @param frame from position to limit; left as it is
     * @throws ProtocolException when it breaks the contract; nothing else is thrown, whatever the bytes are
     */
    public static BinaryMessage decode(ByteBuffer frame) {
        ByteBuffer in = frame.slice();
        if (in.remaining() > Limits.MAX_MESSAGE_BYTES) {
            throw new ProtocolException(
                    ErrorCode.FIELD_TOO_LARGE, "a message of more than " + Limits.MAX_MESSAGE_BYTES + " bytes", null);
        }
        if (in.remaining() < HEADER) {
            throw malformed("a binary message without the length of its envelope");
        }
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw malformed("an envelope of " + length + " bytes, of which " + in.remaining() + " are there");
        }
        byte[] envelope = new byte[length];
        in.get(envelope);
        if (!(JsonCodec.decode(envelope, 0, length) instanceof Message message)) {
            throw malformed("an envelope without message_type");
        }
        return new BinaryMessage(message, in);
    }

    /**
     * The whole message, for any number of receivers.
     *
     * @throws ProtocolException when the envelope is longer than its length can say
     */
    public byte[] encode() {
        byte[] head = JsonCodec.encode(envelope).liveBytes();
        if (head.length > MAX_ENVELOPE) {
            throw new ProtocolException(
                    ErrorCode.FIELD_TOO_LARGE,
                    "an envelope of more than " + MAX_ENVELOPE + " bytes",
                    envelope.messageId());
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER + head.length + payload.remaining());
        out.putShort((short) head.length).put(head).put(payload.duplicate());
        return out.array();
    }

    private static ProtocolException malformed(String explanation) {
        return new ProtocolException(ErrorCode.MALFORMED_FRAME, explanation, null);
    }
}
