package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What is rare in a JSON text: escapes, characters beyond ASCII, white space to leave out. */
final class JsonBytes {
    private JsonBytes() {}

    /** White space of JSON; no other. */
    static boolean isSpace(byte value) {
        return value == ' ' || value == '\n' || value == '\r' || value == '\t';
    }

    /** Checks what begins at {@code i} in a string, an escape or a character beyond ASCII. @return where it ends */
    static int afterUnusual(byte[] text, int i, int end) {
        byte first = text[i];
        if (first == '\\') {
            return afterEscape(text, i, end);
        }
        if (first >= 0) {
            throw new InvalidJsonException("not valid JSON: a control character in a string");
        }
        int length = sequenceLength(first);
        // The second byte alone decides on surrogates, overlong forms and what is beyond Unicode (RFC 3629 section 4).
        if (length == 0 || i + length > end || !secondFits(first, text[i + 1])) {
            throw notUtf8();
        }
        for (int k = 2; k < length; k++) {
            if ((text[i + k] & 0xC0) != 0x80) {
                throw notUtf8();
            }
        }
        return i + length;
    }

    private static int sequenceLength(byte first) {
        int lead = first & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean secondFits(byte first, byte second) {
        int value = second & 0xFF;
        int low = 0x80;
        int high = 0xBF;
        switch (first & 0xFF) {
            case 0xE0 -> low = 0xA0;
            case 0xED -> high = 0x9F;
            case 0xF0 -> low = 0x90;
            case 0xF4 -> high = 0x8F;
            default -> {}
        }
        return value >= low && value <= high;
    }

    private static int afterEscape(byte[] text, int i, int end) {
        if (i + 1 >= end) {
            throw new InvalidJsonException("not valid JSON: it ends early");
        }
        byte what = text[i + 1];
        if (what != 'u') {
            if ("\"\\/bfnrt".indexOf(what) < 0) {
                throw new InvalidJsonException("not valid JSON: an unknown escape");
            }
            return i + 2;
        }
        int unit = unit(text, i, end);
        if (!Character.isSurrogate((char) unit)) {
            return i + 6;
        }
        boolean pair = Character.isHighSurrogate((char) unit)
                && i + 7 < end
                && text[i + 6] == '\\'
                && text[i + 7] == 'u'
                && Character.isLowSurrogate((char) unit(text, i + 6, end));
        if (!pair) {
            // It can be written in JSON but not in UTF-8: no receiver could be sent it.
            throw new InvalidJsonException("half of a surrogate pair");
        }
        return i + 12;
    }

    /** The UTF-16 unit of the escape at {@code i}. */
    private static int unit(byte[] text, int i, int end) {
        if (i + 6 > end) {
            throw new InvalidJsonException("not valid JSON: it ends early");
        }
        int unit = 0;
        for (int k = i + 2; k < i + 6; k++) {
            int digit = text[k] < 0 ? -1 : Character.digit(text[k], 16);
            if (digit < 0) {
                throw new InvalidJsonException("not valid JSON: an escape without four hex digits");
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** The string in {@code text[from, to)}, which was checked. */
    static String unescape(byte[] text, int from, int to) {
        byte[] raw = Arrays.copyOfRange(text, from, to);
        StringBuilder out = new StringBuilder(raw.length);
        int i = 0;
        while (i < raw.length) {
            if (raw[i] != '\\') {
                int start = i;
                while (i < raw.length && raw[i] != '\\') {
                    i++;
                }
                out.append(new String(raw, start, i - start, StandardCharsets.UTF_8));
            } else if (raw[i + 1] == 'u') {
                out.append((char) unit(raw, i, raw.length));
                i += 6;
            } else {
                out.append(unescaped(raw[i + 1]));
                i += 2;
            }
        }
        return out.toString();
    }

    private static char unescaped(byte what) {
        return switch (what) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) what;
        };
    }

    /** Copies checked JSON without the white space between its tokens. @return where the copy ends */
    static int pack(byte[] text, int from, int to, byte[] out, int offset) {
        int length = offset;
        boolean inString = false;
        for (int i = from; i < to; i++) {
            byte next = text[i];
            if (inString && next == '\\') {
                out[length++] = next;
                next = text[++i];
            } else if (next == '"') {
                inString = !inString;
            } else if (!inString && isSpace(next)) {
                continue;
            }
            out[length++] = next;
        }
        return length;
    }

    private static InvalidJsonException notUtf8() {
        return new InvalidJsonException("not valid JSON: not UTF-8");
    }
}
