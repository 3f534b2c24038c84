package io.signalbox.hub;

import io.signalbox.identity.ResumePoint;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a device goes on with an inbox.
 *
 * @param epoch life of the inbox; empty while nothing was ever stored in it
 * @param head highest position given out so far, 0 for none
 * @param after the device gets what waits behind this position
 * @param waiting how many entries that is, those for single other devices of the user included
 * @param reason why it missed something, null when it did not
 */
public record Resumed(
        String epoch,
        long head,
        long after,
        long waiting,
        @Nullable Reason reason) {
    /**
     * Judges what a client says.
     *
     * @param cursor what the device acknowledged, for one that says nothing of itself
     * @return without the number that wait and with no loss; those depend on {@link #after}
     */
    public static Resumed at(ResumePoint point, String epoch, long head, long cursor) {
        boolean other = point.epoch() != null && !point.epoch().equals(epoch);
        boolean beyond = point.lastSeq() > head;
        if (other || beyond) {
            return new Resumed(epoch, head, cursor, 0, other ? Reason.OTHER_EPOCH : Reason.BEYOND_HEAD);
        }
        boolean says = point.lastSeq() > 0 || point.epoch() != null;
        return new Resumed(epoch, head, says ? point.lastSeq() : cursor, 0, null);
    }

    /** The same, when so many wait. */
    public Resumed waiting(long count) {
        return new Resumed(epoch, head, after, count, reason);
    }

    /** The same, when the entries up to {@code lostUpTo} that nobody acknowledged are gone. */
    public Resumed lost(long lostUpTo) {
        boolean missed = reason == null && lostUpTo > after;
        return new Resumed(epoch, head, after, waiting, missed ? Reason.EXPIRED : reason);
    }

    /** Whether the device missed nothing. */
    public boolean recovered() {
        return reason == null;
    }

    /** Why a device missed something. */
    public enum Reason {
        /** The positions belong to another life of the inbox, so they mean nothing now. */
        OTHER_EPOCH,
        /** So many were never given out in this life of the inbox. */
        BEYOND_HEAD,
        /** Entries in between went before a device acknowledged them: their time ran out, or there was no room. */
        EXPIRED,
        /** The store does not answer; once it does the client is told again. */
        STORE_UNAVAILABLE;

        /** As the client is told. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
