package io.signalbox.records;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.SparseLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Brings changes of records to their store behind the back of whoever makes them: in batches, one transaction at a time,
 * on a thread that may block. Changes of one record keep their order; those that wait together become one. What the
 * store does not take waits and is tried again, with pauses from {@link #FIRST_PAUSE} to {@link #LONGEST_PAUSE}. Bounded:
 * what comes while as many records wait as fit is refused, counted and reported, so a store that is away costs records
 * and never messages. Safe from any thread.
 *
 * @param <T> the change of a record
 */
public final class WriteBehind<T extends Change<T>> {
    static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(WriteBehind.class.getName());
    /** Transactions that one turn of a worker makes before it lets others have the thread. */
    private static final int TURN = 32;

    private final RecordKind kind;
    private final Target<T> target;
    private final WriteBehindSettings settings;
    private final Executor workers;
    private final Metrics metrics;
    private final Clock clock;
    private final SparseLog failures;
    private final Losses losses;

    private final Object lock = new Object();

    /** In the order in which they came. */
    @GuardedBy("lock")
    private final Map<Object, T> waiting = new LinkedHashMap<>();

    /** Being written, or to be written again before anything else; none of them is in {@link #waiting}'s values. */
    @GuardedBy("lock")
    private List<T> batch = List.of();

    @GuardedBy("lock")
    private boolean running;

    @GuardedBy("lock")
    private int failed;

    @GuardedBy("lock")
    private Instant notBefore = Instant.MIN;

    @GuardedBy("lock")
    private boolean stopping;

    @GuardedBy("lock")
    private boolean stopped;

    /** Nothing is left, and nothing comes. */
    private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();

    /** @param workers where the store is called; may block */
    public WriteBehind(
            RecordKind kind,
            Target<T> target,
            WriteBehindSettings settings,
            Executor workers,
            Metrics metrics,
            Clock clock) {
        this.kind = kind;
        this.target = target;
        this.settings = settings;
        this.workers = workers;
        this.metrics = metrics;
        this.clock = clock;
        this.failures = new SparseLog(LOG, clock);
        this.losses = new Losses(kind, metrics, clock);
    }

    /** Where records are kept. Blocks. */
    public interface Target<T> {
        /**
         * Writes all or none, in order; no two are of one record. It may be called again with what it wrote before, when
         * it was not known whether it did.
         *
         * @throws UnwritableException when one of them cannot be written, whenever that is tried
         * @throws RuntimeException when the store does not answer; then it is tried again
         */
        void write(List<T> changes);
    }

    /** Begins to write. Once. */
    public void start(NodeScheduler scheduler) {
        metrics.gauge(
                "signalbox_" + kind.text() + "_record_changes_waiting",
                "changes of " + kind.text() + " records on their way to the database",
                this::waiting);
        scheduler.every(settings.maxWait(), this::tick);
    }

    /** Takes a change. Never blocks. @return false when there is no room for it, or this node stops; then it is lost */
    @CanIgnoreReturnValue
    public boolean offer(T change) {
        boolean taken;
        boolean begin = false;
        synchronized (lock) {
            taken = take(change);
            if (taken && waiting.size() >= settings.batch()) {
                begin = begins();
            }
        }
        if (!taken) {
            losses.add(
                    1, "no room for more than " + settings.queue() + " (signalbox.records.queue), or the node stops");
        } else if (begin) {
            begin();
        }
        return taken;
    }

    /** Records with changes that wait, those being written included: a momentary value. */
    public int waiting() {
        synchronized (lock) {
            return left();
        }
    }

    /**
     * Writes what waits, and takes nothing more. Blocks until that is done or {@code deadline} is over; what is left then
     * is lost, and reported.
     *
     * @return how many changes were not written, or are not known to be
     */
    @CanIgnoreReturnValue
    public int stop(Duration deadline) throws InterruptedException {
        synchronized (lock) {
            stopping = true;
            notBefore = Instant.MIN;
            if (left() == 0) {
                drained.complete(null);
            }
        }
        tick();
        try {
            drained.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // What is left is counted below.
        }
        int lost;
        synchronized (lock) {
            stopped = true;
            lost = left();
            waiting.clear();
            batch = List.of();
        }
        if (lost > 0) {
            losses.add(lost, "not written within " + deadline.toMillis() + " ms when the node stopped");
        }
        losses.report(true);
        return lost;
    }

    @GuardedBy("lock")
    private int left() {
        return waiting.size() + batch.size();
    }

    @GuardedBy("lock")
    private boolean take(T change) {
        if (stopping) {
            return false;
        }
        T earlier = waiting.get(change.id());
        if (earlier == null && left() >= settings.queue()) {
            return false;
        }
        waiting.put(change.id(), earlier == null ? change : earlier.then(change));
        return true;
    }

    /** What waits has waited long enough. */
    private void tick() {
        losses.report(false);
        boolean begin;
        synchronized (lock) {
            begin = left() > 0 && begins();
        }
        if (begin) {
            begin();
        }
    }

    /** @return whether the caller is the one to begin */
    @GuardedBy("lock")
    private boolean begins() {
        boolean begins = !running && !stopped && !clock.instant().isBefore(notBefore);
        running |= begins;
        return begins;
    }

    private void begin() {
        boolean taken = false;
        try {
            workers.execute(this::turn);
            taken = true;
        } catch (RejectedExecutionException e) {
            // The next tick tries again.
        } finally {
            // Also after an Error (no memory for a thread, say): else nothing would be written any more.
            if (!taken) {
                synchronized (lock) {
                    running = false;
                }
            }
        }
    }

    private void turn() {
        boolean more = false;
        try {
            boolean goesOn = true;
            for (int i = 0; i < TURN && goesOn; i++) {
                goesOn = write(next());
            }
            more = goesOn;
        } finally {
            // Also after an Error: what waits behind it is the next tick's.
            synchronized (lock) {
                running = false;
                more = more && begins();
            }
        }
        if (more) {
            begin();
        }
    }

    private List<T> next() {
        synchronized (lock) {
            if (batch.isEmpty()) {
                List<T> next = new ArrayList<>(Math.min(waiting.size(), settings.batch()));
                for (Iterator<T> each = waiting.values().iterator();
                        each.hasNext() && next.size() < settings.batch(); ) {
                    next.add(each.next());
                    each.remove();
                }
                batch = next;
            }
            return batch;
        }
    }

    /** @return whether there is more to be written at once */
    private boolean write(List<T> changes) {
        if (changes.isEmpty()) {
            return false;
        }
        try {
            writeOrDivide(changes);
        } catch (RuntimeException e) {
            later(e);
            return false;
        }
        boolean empty;
        boolean more;
        synchronized (lock) {
            failed = 0;
            notBefore = Instant.MIN;
            empty = stopping && left() == 0;
            more = waiting.size() >= settings.batch() || stopping && !waiting.isEmpty();
        }
        if (empty) {
            drained.complete(null);
        }
        return more;
    }

    private void writeOrDivide(List<T> changes) {
        try {
            target.write(changes);
            metrics.count(kind.written(), changes.size());
        } catch (UnwritableException e) {
            if (changes.size() > 1) {
                // Half by half finds the one that is to blame in a few steps, and keeps the others.
                int middle = changes.size() / 2;
                writeOrDivide(changes.subList(0, middle));
                writeOrDivide(changes.subList(middle, changes.size()));
                return;
            }
            losses.add(1, "the database does not take " + changes.get(0).id() + ": " + e.getMessage());
        }
        synchronized (lock) {
            // Its first ones are done with, whatever becomes of the others.
            batch = stopped ? List.of() : batch.subList(changes.size(), batch.size());
        }
    }

    private void later(RuntimeException why) {
        Duration pause = FIRST_PAUSE;
        int left;
        synchronized (lock) {
            for (int i = 0; i < failed && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
                pause = pause.multipliedBy(2);
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            failed++;
            notBefore = clock.instant().plus(pause);
            left = left();
        }
        failures.warn(
                kind.text() + " records not written, trying again in " + pause + ", " + left + " wait: " + why, null);
    }
}
