package io.signalbox.session;

/**
 * Bounds of an outbox; shared by all sessions of a user type. Fill is the larger of the fractions of both bounds.
 *
 * @param messages most messages
 * @param bytes most bytes on the wire
 * @param conflateAt fill in per cent from which messages with the same key replace each other
 * @param parkAt fill in per cent from which inbox entries are left to the inbox
 * @param starvationBound how often a waiting lane may be passed over before it is served
 */
public record OutboxLimits(int messages, int bytes, int conflateAt, int parkAt, int starvationBound) {
    /** Fill in per cent below which a congested outbox counts as free again. */
    static final int FREE_BELOW = 25;

    /** Whether so much is {@code percent} of a bound or more. */
    boolean reaches(int percent, int someMessages, int someBytes) {
        return someMessages * 100L >= (long) messages * percent || someBytes * 100L >= (long) bytes * percent;
    }
}
