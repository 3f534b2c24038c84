package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as UTF-8 into an array that grows as needed, without white space. Each member begins with its comma, so
 * the first one of an object is told apart when the object is taken. For one thread, for one text.
 */
final class JsonWriter {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};

    /** By character of ASCII: whether it stands in a string without an escape. */
    private static final boolean[] AS_IT_IS = new boolean[0x80];

    static {
        for (char c = ' '; c < AS_IT_IS.length; c++) {
            AS_IT_IS[c] = c != '"' && c != '\\';
        }
    }

    private byte[] buffer;
    private int length;

    /** @param expected bytes; more are no fault, but cost a copy */
    JsonWriter(int expected) {
        buffer = new byte[expected];
    }

    /** Bytes written so far. */
    int length() {
        return length;
    }

    /** The members as an object: what was written, from the brace that replaces the first comma. */
    byte[] object() {
        if (length == 0) {
            raw(',');
        }
        buffer[0] = '{';
        raw('}');
        return bytes();
    }

    /** What was written. */
    byte[] bytes() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    void member(Field field, @Nullable String value) {
        if (value != null) {
            raw(field.encoded());
            string(value);
        }
    }

    void member(Field field, long value) {
        if (value != 0) {
            raw(field.encoded());
            number(value);
        }
    }

    void member(Field field, boolean value) {
        if (value) {
            raw(field.encoded());
            raw(TRUE);
        }
    }

    void member(Field field, @Nullable Instant value) {
        if (value != null) {
            raw(field.encoded());
            reserve(Timestamp.LENGTH + 2);
            buffer[length] = '"';
            Timestamp.write(value, buffer, length + 1);
            buffer[length + Timestamp.LENGTH + 1] = '"';
            length += Timestamp.LENGTH + 2;
        }
    }

    void member(Field field, List<String> values) {
        if (!values.isEmpty()) {
            raw(field.encoded());
            raw('[');
            for (int i = 0; i < values.size(); i++) {
                if (i > 0) {
                    raw(',');
                }
                string(values.get(i));
            }
            raw(']');
        }
    }

    /** A name that is no field of the envelope. */
    void member(String name, String value) {
        name(name);
        string(value);
    }

    /** A name, behind which the value has to be written. */
    void name(String name) {
        raw(',');
        string(name);
        raw(':');
    }

    void number(long value) {
        text(Long.toString(value));
    }

    /** JSON, as it is. */
    void text(String json) {
        raw(json.getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    void raw(byte[] bytes, int from, int to) {
        int count = to - from;
        reserve(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    void raw(char ascii) {
        reserve(1);
        buffer[length++] = (byte) ascii;
    }

    /** {@code value} as a JSON string, with its quotes. */
    void string(String value) {
        int count = value.length();
        reserve(count + 2);
        byte[] out = buffer;
        int at = length;
        out[at++] = '"';
        for (int i = 0; i < count; i++) {
            char next = value.charAt(i);
            if (next >= 0x80 || !AS_IT_IS[next]) {
                length = at;
                rest(value, i);
                return;
            }
            out[at++] = (byte) next;
        }
        out[at++] = '"';
        length = at;
    }

    /** The part of a string from its first character on that is not written as it is. */
    private void rest(String value, int start) {
        for (int i = start; i < value.length(); i++) {
            // Six bytes for this character at most, and one for each that follows: nearly always all that is needed.
            reserve(value.length() - i + 6);
            char next = value.charAt(i);
            if (next == '"' || next == '\\') {
                escape((byte) next);
            } else if (next < ' ') {
                control(next);
            } else if (next < 0x80) {
                buffer[length++] = (byte) next;
            } else if (next < 0x800) {
                buffer[length++] = (byte) (0xC0 | next >> 6);
                continuation(next);
            } else if (!Character.isSurrogate(next)) {
                buffer[length++] = (byte) (0xE0 | next >> 12);
                continuation(next >> 6);
                continuation(next);
            } else {
                i += surrogate(value, i);
            }
        }
        raw('"');
    }

    /** No frame holds half of a pair; should code of ours make one, it becomes a question mark. */
    private int surrogate(String value, int i) {
        int point = value.codePointAt(i);
        if (!Character.isSupplementaryCodePoint(point)) {
            buffer[length++] = '?';
            return 0;
        }
        buffer[length++] = (byte) (0xF0 | point >> 18);
        continuation(point >> 12);
        continuation(point >> 6);
        continuation(point);
        return 1;
    }

    private void continuation(int bits) {
        buffer[length++] = (byte) (0x80 | bits & 0x3F);
    }

    private void escape(byte what) {
        buffer[length++] = '\\';
        buffer[length++] = what;
    }

    private void control(char next) {
        switch (next) {
            case '\b' -> escape((byte) 'b');
            case '\f' -> escape((byte) 'f');
            case '\n' -> escape((byte) 'n');
            case '\r' -> escape((byte) 'r');
            case '\t' -> escape((byte) 't');
            default -> {
                escape((byte) 'u');
                buffer[length++] = '0';
                buffer[length++] = '0';
                buffer[length++] = HEX[next >> 4];
                buffer[length++] = HEX[next & 15];
            }
        }
    }

    private void reserve(int count) {
        if (buffer.length - length < count) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
        }
    }
}
