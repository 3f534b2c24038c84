package io.signalbox.client;

import org.jspecify.annotations.Nullable;

/**
 * What the hub says about a client that came back.
 *
 * @param recovered nothing was missed: everything behind the client's position comes, or another device has it
 * @param epoch the life of the inbox; null while nothing was ever stored in it
 * @param fromSeq the first position that may come
 * @param waiting how many entries wait
 * @param head the highest position given out so far
 * @param reason why something was missed, else null: {@code other_epoch}, {@code beyond_head}, {@code expired}, or {@code
 *     store_unavailable}, after which it is told again
 */
public record Recovery(
        boolean recovered,
        @Nullable String epoch,
        long fromSeq,
        long waiting,
        long head,
        @Nullable String reason) {
    /** Whether positions count anew, so that what was processed before says nothing. */
    boolean isOtherLife() {
        return "other_epoch".equals(reason) || "beyond_head".equals(reason);
    }

    /** Whether it is not known yet. */
    boolean isUnknown() {
        return "store_unavailable".equals(reason);
    }
}
