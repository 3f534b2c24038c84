package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Between text frames and {@link Frame}s, in one streaming pass. Stateless and safe from any thread; memory is bounded
 * by the frame, whose size the transport bounds, and by {@link Limits#MAX_NESTING}.
 */
public final class JsonCodec {
    private JsonCodec() {}

    /**
     * Decodes one text frame.
     *
     * @throws ProtocolException when it breaks the contract; nothing else is thrown, whatever the text holds
     */
    public static Frame decode(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (hasHalfPair(text)) {
            throw new ProtocolException(ErrorCode.MALFORMED_FRAME, "half of a surrogate pair", null);
        }
        return decode(utf8, 0, utf8.length);
    }

    /**
     * Decodes one text frame as it came from the wire. That it is UTF-8 is checked here; the bytes are not kept.
     *
     * @throws ProtocolException when it breaks the contract; nothing else is thrown, whatever the bytes are
     */
    public static Frame decode(byte[] utf8, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, utf8.length);
        return new FrameReader(utf8, offset, offset + length).read();
    }

    /**
     * What a text that is no frame at all becomes for a hub that takes plain text (contract M03): a text message with
     * that content, addressed to nobody.
     */
    public static Message wrapPlainText(String text) {
        return Message.builder(MessageType.TEXT).content(text).build();
    }

    /** Encodes a message for any number of receivers. */
    public static EncodedMessage encode(Message message) {
        return EncodedMessage.of(message);
    }

    /** {@code text} as a JSON string, with its quotes. */
    public static String quote(String text) {
        JsonWriter json = new JsonWriter(text.length() + 2);
        json.string(text);
        return new String(json.bytes(), StandardCharsets.UTF_8);
    }

    private static boolean hasHalfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (Character.isSurrogate(next)) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
