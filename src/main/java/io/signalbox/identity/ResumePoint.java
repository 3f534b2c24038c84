package io.signalbox.identity;

import org.jspecify.annotations.Nullable;

/**
 * How far a client came with the inbox of its user, as it says itself.
 *
 * @param epoch the life of the inbox that {@code lastSeq} belongs to; null when it does not know, and then it is not
 *     compared
 * @param lastSeq everything up to this position is processed, from 0: nothing yet
 */
public record ResumePoint(@Nullable String epoch, long lastSeq) {
    /** Nothing processed yet, of no life known. */
    public static final ResumePoint START = new ResumePoint(null, 0);

    public ResumePoint {
        if (lastSeq < 0) {
            throw new InvalidAttributeException("last_seq is negative");
        }
    }

    /** @return null when neither is said: the client does not ask */
    static @Nullable ResumePoint of(@Nullable String epoch, @Nullable String lastSeq) {
        if (epoch == null && lastSeq == null) {
            return null;
        }
        return new ResumePoint(epoch, lastSeq == null ? 0 : position(lastSeq));
    }

    private static long position(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new InvalidAttributeException("last_seq is no whole number");
        }
    }
}
