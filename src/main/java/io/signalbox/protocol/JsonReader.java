package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) from UTF-8 in one forward pass and makes no object but the strings it is asked for. Strict:
 * what is no JSON or no UTF-8 (RFC 3629) is refused, in fields that nobody reads too. Nesting, names and numbers are
 * bounded by {@link Limits}. For one thread, once.
 *
 * <p>Why it is written by hand: a general parser takes several times as long for a short frame, much of it to set
 * itself up. A test holds this one against that parser.
 */
final class JsonReader {
    private final byte[] text;
    private final int end;
    private int at;
    private int depth;
    /** Behind the brace that opened an object or the bracket that opened an array. */
    private boolean opened;
    /** White space was seen between two tokens. */
    private boolean spaced;
    /** A member of the object skipped last is called {@code offline}. */
    private boolean offlineNamed;

    private int from;
    private int to;
    private boolean plain;
    private boolean escaped;

    /** @param end where the JSON text ends, not included */
    JsonReader(byte[] text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** The first byte of the next token; 0, which begins none, at the end. */
    int peek() {
        while (at < end) {
            byte next = text[at];
            if (next > ' ' || !JsonBytes.isSpace(next)) {
                return next;
            }
            spaced = true;
            at++;
        }
        return 0;
    }

    /** Goes into an object ({@code '{'}) or an array ({@code '['}). */
    void open(char bracket) {
        if (peek() != bracket) {
            throw unexpected();
        }
        if (++depth > Limits.MAX_NESTING) {
            throw new InvalidJsonException("nesting deeper than " + Limits.MAX_NESTING);
        }
        at++;
        opened = true;
    }

    /** Goes to the value of the next member and makes its name the current string. @return false when none is left */
    boolean nextMember() {
        if (!next('}')) {
            return false;
        }
        string();
        boolean isLong = to - from > Limits.MAX_ID_LENGTH;
        if (isLong && (plain || string(from, to).length() > Limits.MAX_ID_LENGTH)) {
            throw new InvalidJsonException("a field name longer than " + Limits.MAX_ID_LENGTH + " characters");
        }
        if (peek() != ':') {
            throw unexpected();
        }
        at++;
        return true;
    }

    /** Goes to the next element. @return false when none is left */
    boolean nextElement() {
        return next(']');
    }

    private boolean next(char close) {
        int next = peek();
        boolean first = opened;
        opened = false;
        if (next == close) {
            at++;
            depth--;
            return false;
        }
        if (!first) {
            if (next != ',') {
                throw unexpected();
            }
            at++;
        }
        return true;
    }

    /** Nothing but white space is left. */
    void finish() {
        if (peek() != 0 || at < end) {
            throw new InvalidJsonException("text behind the JSON object");
        }
    }

    /** Reads a string, which is the current one from then on. */
    void string() {
        if (peek() != '"') {
            throw unexpected();
        }
        int i = at + 1;
        from = i;
        plain = true;
        escaped = false;
        while (i < end) {
            byte next = text[i];
            if (next == '"') {
                to = i;
                at = i + 1;
                return;
            }
            if (next >= ' ' && next != '\\') {
                i++;
            } else {
                plain = false;
                escaped |= next == '\\';
                i = JsonBytes.afterUnusual(text, i, end);
            }
        }
        throw endsEarly();
    }

    /** Where the current string begins, behind its quote. */
    int from() {
        return from;
    }

    /** Where the current string ends, at its quote. */
    int to() {
        return to;
    }

    /** Whether the current string is ASCII and as it stands in the text. */
    boolean isPlain() {
        return plain;
    }

    /** The current string. */
    String text() {
        return string(from, to);
    }

    private String string(int start, int stop) {
        if (plain) {
            return new String(text, start, stop - start, StandardCharsets.ISO_8859_1);
        }
        return escaped
                ? JsonBytes.unescape(text, start, stop)
                : new String(text, start, stop - start, StandardCharsets.UTF_8);
    }

    /** The constant that the current string names, or null. */
    <E> @Nullable E find(WireNames<E> names) {
        if (!escaped) {
            return names.find(text, from, to);
        }
        byte[] name = text().getBytes(StandardCharsets.UTF_8);
        return names.find(name, 0, name.length);
    }

    /** Whether the current string is that. */
    boolean is(String wanted) {
        return (escaped || to - from == wanted.length()) && text().equals(wanted);
    }

    /** Reads an integer; null when there is something else or it does not fit. */
    @Nullable
    Long integer() {
        peek();
        int start = at;
        skip();
        long negative = 0;
        boolean minus = text[start] == '-';
        for (int i = minus ? start + 1 : start; i < at; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || negative < (Long.MIN_VALUE + digit) / 10) {
                return null;
            }
            negative = negative * 10 - digit;
        }
        if (minus) {
            return negative;
        }
        return negative == Long.MIN_VALUE ? null : Long.valueOf(-negative);
    }

    /** Reads true or false; null when there is something else. */
    @Nullable
    Boolean bool() {
        int first = peek();
        skip();
        return first == 't' ? Boolean.TRUE : first == 'f' ? Boolean.FALSE : null;
    }

    /** Reads a null if there is one. */
    boolean skipNull() {
        if (peek() != 'n') {
            return false;
        }
        literal("null");
        return true;
    }

    /** Reads over a value of any kind. The current string is lost. */
    void skip() {
        int first = peek();
        switch (first) {
            case '"' -> string();
            case '{' -> {
                boolean outer = false;
                open('{');
                while (nextMember()) {
                    outer |= is("offline");
                    skip();
                }
                offlineNamed = outer;
            }
            case '[' -> {
                open('[');
                while (nextElement()) {
                    skip();
                }
            }
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    /**
     * Reads a value and copies it as it stands, without white space between its tokens.
     *
     * @param withOffline whether a member {@code offline} of an object is copied too
     */
    String copy(boolean withOffline) {
        peek();
        int start = at;
        spaced = false;
        offlineNamed = false;
        skip();
        boolean drop = text[start] == '{' && offlineNamed && !withOffline;
        if (!spaced && !drop) {
            return new String(text, start, at - start, StandardCharsets.UTF_8);
        }
        byte[] out = new byte[at - start];
        int length = drop ? new JsonReader(text, start, at).copyMembers(out) : JsonBytes.pack(text, start, at, out, 0);
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private int copyMembers(byte[] out) {
        int length = 0;
        open('{');
        while (nextMember()) {
            int name = from - 1;
            boolean dropped = is("offline");
            skip();
            if (!dropped) {
                out[length] = (byte) (length == 0 ? '{' : ',');
                length = JsonBytes.pack(text, name, at, out, length + 1);
            }
        }
        if (length == 0) {
            out[length++] = '{';
        }
        out[length++] = '}';
        return length;
    }

    private void literal(String word) {
        if (end - at < word.length()) {
            throw endsEarly();
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[at + i] != word.charAt(i)) {
                throw unexpected();
            }
        }
        at += word.length();
    }

    private void number() {
        int start = at;
        int marks = 0;
        if (at < end && text[at] == '-') {
            at++;
            marks++;
        }
        if (at < end && text[at] == '0') {
            at++;
        } else {
            digits();
        }
        if (at < end && text[at] == '.') {
            at++;
            marks++;
            digits();
        }
        if (at < end && (text[at] | 0x20) == 'e') {
            at++;
            marks++;
            if (at < end && (text[at] == '+' || text[at] == '-')) {
                at++;
                marks++;
            }
            digits();
        }
        if (at - start - marks > Limits.MAX_DIGITS) {
            throw new InvalidJsonException("a number of more than " + Limits.MAX_DIGITS + " digits");
        }
    }

    private void digits() {
        int start = at;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw unexpected();
        }
    }

    private InvalidJsonException unexpected() {
        if (at >= end) {
            return endsEarly();
        }
        int next = text[at];
        String what = next > ' ' && next < 0x7f ? "'" + (char) next + "'" : String.format("byte %02x", next & 0xff);
        return new InvalidJsonException("not valid JSON: " + what + " at byte " + at);
    }

    private static InvalidJsonException endsEarly() {
        return new InvalidJsonException("not valid JSON: it ends early");
    }
}
