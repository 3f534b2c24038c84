package io.signalbox.limits;

/**
 * Counts what was sent under one rule. A cluster supplies one whose buckets all nodes share; it counts here and settles
 * with the others in the background, for it is asked on event loops.
 *
 * @param <K> whom the rule is for; equal keys share a bucket
 */
public interface QuotaLedger<K> {
    /**
     * One more message. Never blocks; safe from any thread. May throw any runtime exception when it cannot tell, and the
     * message is let through (hazard H68).
     *
     * @param notices told before this returns, under no lock
     * @return 0: it is allowed; else in how many milliseconds one will be
     */
    long take(K key, Notices<K> notices);

    /**
     * Whether a message would be refused because one before it was; it is not counted. Never blocks; safe from any
     * thread; may throw as {@link #take} does.
     *
     * @return 0: no; else in how many milliseconds the block ends
     */
    long blockedFor(K key);

    /** What has to be told of a bucket. */
    @FunctionalInterface
    interface Notices<K> {
        /** @param count messages let through in the window */
        void notice(K key, QuotaAlert.Kind kind, QuotaAlert.Window window, long count, long limit);
    }
}
