package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A time as it is written on the wire: ISO 8601 in UTC with exactly three digits of a second, so that times sort as
 * text. The part up to the second is kept from one message to the next, because most are of the same second.
 */
final class Timestamp {
    /** Length of {@code 2026-11-22T10:00:00.000Z}. */
    static final int LENGTH = 24;

    private static final long FIRST_SECOND = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long LAST_SECOND =
            LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
    private static volatile Second latest = Second.of(0);

    private Timestamp() {}

    /** Whether the year has four digits. */
    static boolean isWritable(Instant instant) {
        return instant.getEpochSecond() >= FIRST_SECOND && instant.getEpochSecond() <= LAST_SECOND;
    }

    /** Writes {@link #LENGTH} bytes. Times that cannot be written become the first or the last that can. */
    static void write(Instant instant, byte[] out, int offset) {
        long second = Math.max(FIRST_SECOND, Math.min(instant.getEpochSecond(), LAST_SECOND));
        Second known = latest;
        if (known.epochSecond() != second) {
            known = Second.of(second);
            latest = known;
        }
        System.arraycopy(known.text(), 0, out, offset, known.text().length);
        int millis = instant.getNano() / 1_000_000;
        out[offset + 20] = (byte) ('0' + millis / 100);
        out[offset + 21] = (byte) ('0' + millis / 10 % 10);
        out[offset + 22] = (byte) ('0' + millis % 10);
        out[offset + 23] = 'Z';
    }

    /** The first 20 characters of every time in a second; never written to after it was made. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Second(long epochSecond, byte[] text) {
        static Second of(long epochSecond) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
            byte[] text = "0000-00-00T00:00:00.".getBytes(StandardCharsets.US_ASCII);
            digits(text, 3, time.getYear());
            digits(text, 6, time.getMonthValue());
            digits(text, 9, time.getDayOfMonth());
            digits(text, 12, time.getHour());
            digits(text, 15, time.getMinute());
            digits(text, 18, time.getSecond());
            return new Second(epochSecond, text);
        }

        private static void digits(byte[] text, int last, int value) {
            int rest = value;
            for (int i = last; rest > 0; i--) {
                text[i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
    }
}
