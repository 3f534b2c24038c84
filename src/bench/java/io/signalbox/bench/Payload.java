package io.signalbox.bench;

/**
 * The measured payload: ASCII of a fixed length, {@code ~sender.seq.time.filling~}, that survives inside a JSON string
 * unchanged. The numbers have fixed widths, so that a message is made and read without allocation. The time is in
 * nanoseconds of this process's clock: when the message was sent, or should have been sent by the schedule.
 */
final class Payload {
    /** Shortest that holds the numbers and the marks. */
    static final int MIN_LENGTH = 48;

    private static final int SENDER = 1;
    private static final int SENDER_DIGITS = 6;
    private static final int SEQ = SENDER + SENDER_DIGITS + 1;
    private static final int SEQ_DIGITS = 10;
    private static final int TIME = SEQ + SEQ_DIGITS + 1;
    private static final int TIME_DIGITS = 18;
    private static final int FILLING = TIME + TIME_DIGITS + 1;
    private static final int MARK = '~';
    /** Every so many messages the whole filling is compared, not only the end mark. */
    private static final int FULL_CHECK = 64;

    private Payload() {}

    /** Writes a payload of {@code length} bytes at {@code at}. */
    static void write(byte[] to, int at, int length, long sender, long seq, long timeNanos) {
        to[at] = (byte) MARK;
        digits(to, at + SENDER, SENDER_DIGITS, sender);
        to[at + SEQ - 1] = '.';
        digits(to, at + SEQ, SEQ_DIGITS, seq);
        to[at + TIME - 1] = '.';
        digits(to, at + TIME, TIME_DIGITS, timeNanos);
        to[at + FILLING - 1] = '.';
        for (int i = FILLING; i < length - 1; i++) {
            to[at + i] = filling(i);
        }
        to[at + length - 1] = (byte) MARK;
    }

    /** Where the payload begins in a received message; -1 when there is none. */
    static int find(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == MARK) {
                return i;
            }
        }
        return -1;
    }

    /** Whether {@code length} bytes at {@code at} are a whole payload. */
    static boolean isWhole(byte[] text, int at, int to, int length) {
        if (at + length > to || text[at + length - 1] != MARK) {
            return false;
        }
        if (seq(text, at) % FULL_CHECK == 0) {
            for (int i = FILLING; i < length - 1; i++) {
                if (text[at + i] != filling(i)) {
                    return false;
                }
            }
        }
        return true;
    }

    static long sender(byte[] text, int at) {
        return number(text, at + SENDER, SENDER_DIGITS);
    }

    static long seq(byte[] text, int at) {
        return number(text, at + SEQ, SEQ_DIGITS);
    }

    static long timeNanos(byte[] text, int at) {
        return number(text, at + TIME, TIME_DIGITS);
    }

    private static byte filling(int i) {
        return (byte) ('a' + i % 26);
    }

    private static void digits(byte[] to, int at, int count, long value) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static long number(byte[] text, int at, int count) {
        long value = 0;
        for (int i = at; i < at + count; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }
}
