package io.signalbox.queue;

import java.time.Instant;
import java.util.List;

/**
 * Where queues are kept. Names and sizes are checked before. Each method is done and visible to all nodes when it
 * returns, blocks on nothing but the store, and throws {@link QueueUnavailableException} when that does not answer. Safe
 * from any thread. Entries whose time ran out are never returned or counted.
 */
public interface QueueStore {
    /**
     * Puts an entry at the end. Entries that one thread adds stay in that order.
     *
     * @return its position
     * @throws QueueFullException when it does not fit; then nothing changed
     */
    long add(String queue, String body, Instant expiresAt);

    /** Removes and returns the first entries, in order. Of any number of callers one gets each. */
    List<QueueEntry> take(String queue, int max);

    /** The first entries, in order; they stay. */
    List<QueueEntry> peek(String queue, int max);

    /** How many entries there are. */
    long length(String queue);

    /** Removes all. @return how many, also of those whose time ran out */
    int clear(String queue);

    /** Removes entries whose time ran out, of all queues. @return how many */
    int expire();
}
