package io.signalbox.queue;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Named queues: first in, first out, shared by all nodes, kept until they are taken, cleared or too old. A queue is there
 * as soon as something is put in. An entry is gone when it was taken, whatever becomes of who took it. No method takes
 * part in the caller's transaction. Safe from any thread; every method may block on the database and throws {@link
 * QueueUnavailableException} when that does not answer, and {@link IllegalArgumentException} for a name that is not 1 to
 * 128 letters, digits and {@code . _ : -}.
 */
public final class Queues {
    /** Most entries of one batch. */
    public static final int MAX_BATCH = 1000;
    /** Longest wait for an entry. */
    public static final Duration MAX_WAIT = Duration.ofMinutes(5);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final QueueStore store;
    private final QueueSettings settings;
    private final Metrics metrics;
    private final Clock clock;
    private final Arrivals arrivals = new Arrivals();

    public Queues(QueueStore store, QueueSettings settings, Metrics metrics, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Puts an entry at the end of a queue, for as long as the retention says. Throws what the other one does. */
    public long enqueue(String queue, String body) {
        return enqueue(queue, body, settings.retention());
    }

    /**
     * Puts an entry at the end of a queue.
     *
     * @param timeToLive at least 1 ms, at most the retention ({@code signalbox.queue.retention})
     * @return its position
     * @throws QueueFullException when the queue has as much in it as is allowed
     * @throws IllegalArgumentException when the entry is too large, or has a U+0000 or half a surrogate pair in it
     */
    public long enqueue(String queue, String body, Duration timeToLive) {
        check(queue);
        if (timeToLive.toMillis() < 1 || timeToLive.compareTo(settings.retention()) > 0) {
            throw new IllegalArgumentException(
                    "a time to live of " + timeToLive + " is not in 1 ms to " + settings.retention());
        }
        if (body.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(body)) {
            throw new IllegalArgumentException("an entry is text without U+0000 and without half surrogate pairs");
        }
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > settings.maxEntryBytes()) {
            throw new IllegalArgumentException("an entry of " + bytes + " bytes is larger than "
                    + settings.maxEntryBytes() + " (signalbox.queue.max-entry-bytes)");
        }
        long seq = store.add(queue, body, clock.instant().plus(timeToLive));
        metrics.count(Count.QUEUE_ENTRIES_ADDED);
        arrivals.ring(queue);
        return seq;
    }

    /**
     * Takes the first entry, and waits for one when there is none. What this node puts in is found at once, what another
     * one does within the poll interval. Of several that wait, any may get the next entry.
     *
     * @param timeout how long to wait, up to {@link #MAX_WAIT}; zero: not at all. The time of one answer of the database
     *     may come on top
     * @return empty when the time is over
     */
    public Optional<QueueEntry> dequeue(String queue, Duration timeout) throws InterruptedException {
        return dequeueBatch(queue, 1, timeout).stream().findFirst();
    }

    /** Takes what is there, in order, without waiting. @param max 1 to {@link #MAX_BATCH} */
    public List<QueueEntry> dequeueBatch(String queue, int max) {
        check(queue, max);
        return taken(queue, max);
    }

    /** Takes what is there, and waits for the first entry as {@link #dequeue} does. @param max 1 to {@link #MAX_BATCH} */
    public List<QueueEntry> dequeueBatch(String queue, int max, Duration timeout) throws InterruptedException {
        check(queue, max);
        if (timeout.isNegative() || timeout.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("a timeout of " + timeout + " is not in 0 to " + MAX_WAIT);
        }
        List<QueueEntry> entries = taken(queue, max);
        return entries.isEmpty() && !timeout.isZero() ? awaited(queue, max, timeout) : entries;
    }

    /** The first entry, which stays. */
    public Optional<QueueEntry> peek(String queue) {
        check(queue);
        return store.peek(queue, 1).stream().findFirst();
    }

    /** How many entries there are. */
    public long length(String queue) {
        check(queue);
        return store.length(queue);
    }

    /** Removes all entries. @return how many */
    public int clear(String queue) {
        check(queue);
        return store.clear(queue);
    }

    /** Removes entries whose time ran out, of all queues. Safe on several nodes at once. @return how many */
    int expire() {
        int removed = store.expire();
        metrics.count(Count.QUEUE_ENTRIES_EXPIRED, removed);
        return removed;
    }

    /** Both bounds count: the clock, because the store takes time too, and the time waited, because a clock may be set. */
    private List<QueueEntry> awaited(String queue, int max, Duration timeout) throws InterruptedException {
        Instant end = clock.instant().plus(timeout);
        long left = timeout.toNanos();
        Arrivals.Bell bell = arrivals.enter(queue);
        try {
            while (true) {
                long heard = bell.rung();
                List<QueueEntry> entries = taken(queue, max);
                if (!entries.isEmpty() || left <= 0 || !clock.instant().isBefore(end)) {
                    return entries;
                }
                left -= bell.await(heard, Math.min(left, settings.pollInterval().toNanos()));
            }
        } finally {
            arrivals.leave(queue);
        }
    }

    private List<QueueEntry> taken(String queue, int max) {
        List<QueueEntry> entries = store.take(queue, max);
        metrics.count(Count.QUEUE_ENTRIES_TAKEN, entries.size());
        return entries;
    }

    private static void check(String queue, int max) {
        check(queue);
        if (max < 1 || max > MAX_BATCH) {
            throw new IllegalArgumentException("a batch of " + max + " is not in 1.." + MAX_BATCH);
        }
    }

    private static void check(String queue) {
        if (!NAME.matcher(queue).matches()) {
            throw new IllegalArgumentException(
                    "the name of a queue is 1 to 128 letters, digits and . _ : -, not '" + queue + "'");
        }
    }
}
