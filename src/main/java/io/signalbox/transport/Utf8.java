package io.signalbox.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Judges UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF) that comes in pieces. What is known
 * between two pieces is one number, so that nothing need be kept of a character that is cut.
 */
final class Utf8 {
    /** Between two characters: the state to begin with, and the only one in which text may end. */
    static final int COMPLETE = 0;
    /** No text any more, whatever follows. */
    static final int INVALID = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether these bytes are text by themselves. */
    static boolean isValid(byte[] bytes, int offset, int length) {
        return check(COMPLETE, bytes, offset, length) == COMPLETE;
    }

    /**
     * Judges the next piece.
     *
     * @param state what the last piece led to
     * @return {@link #COMPLETE}, {@link #INVALID}, or how a character that is not complete must go on
     */
    static int check(int state, byte[] bytes, int offset, int length) {
        int end = offset + length;
        int now = state;
        int i = offset;
        while (i < end) {
            if (now == COMPLETE) {
                i = skipAscii(bytes, i, end);
                if (i < end) {
                    now = begin(bytes[i++] & 0xff);
                }
            } else if (now == INVALID) {
                return INVALID;
            } else {
                now = next(now, bytes[i++] & 0xff);
            }
        }
        return now;
    }

    private static int skipAscii(byte[] bytes, int from, int end) {
        int i = from;
        while (i + Long.BYTES <= end && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < end && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** The state after the first byte of a character that is not ASCII; the table is RFC 3629 section 4. */
    private static int begin(int first) {
        if (first < 0xc2) {
            return INVALID;
        } else if (first < 0xe0) {
            return expect(1, 0x80, 0xbf);
        } else if (first < 0xf0) {
            return expect(2, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
        } else if (first < 0xf5) {
            return expect(3, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
        }
        return INVALID;
    }

    private static int next(int state, int value) {
        if (value < (state >>> 8 & 0xff) || value > (state & 0xff)) {
            return INVALID;
        }
        int left = (state >>> 16) - 1;
        return left == 0 ? COMPLETE : expect(left, 0x80, 0xbf);
    }

    /** {@code left} more bytes, the first of them from {@code low} to {@code high}. */
    private static int expect(int left, int low, int high) {
        return left << 16 | low << 8 | high;
    }
}
