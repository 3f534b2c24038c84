package io.signalbox.store;

import io.signalbox.hub.Appended;
import io.signalbox.hub.InboxUnavailableException;
import io.signalbox.identity.UserKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes one transaction of what many publishers append. The first append is written at once; those that come while its
 * transaction is under way are the next one. So an idle node adds no delay, and a busy one as little as a commit takes
 * and half a millisecond.
 *
 * <p>One transaction at a time, in the order of {@link #submit}: that is what makes the order of calls the order of
 * positions. Everything is bounded: the batch, the queue, and the wait of each append. {@link #watch} must be called
 * regularly. Safe from any thread; only the thread of the executor blocks.
 */
final class GroupCommit {
    private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());
    /** Transactions that one turn of a worker makes before it lets others have the thread. */
    private static final int TURN = 32;
    /** Appends in a transaction from which on it pays to wait for more, and how long: far less than a commit takes. */
    private static final int GATHER_FROM = 8;

    private static final long GATHER_NANOS = 500_000;
    /** How often it is asked whether a database that failed works again. */
    private static final long PROBE_MILLIS = 1000;

    private final Target target;
    private final Circuit circuit;
    private final Executor workers;
    private final StoreSettings settings;
    private final Clock clock;

    private final Object lock = new Object();
    private final Queue<PendingAppend> queue = new ArrayDeque<>();
    private int queued;
    private boolean running;
    private List<PendingAppend> current = List.of();
    /** When {@link #current} is given up. */
    private long currentDeadline;

    private long probedAt;

    /** @param workers threads that may block */
    GroupCommit(Target target, Circuit circuit, Executor workers, StoreSettings settings, Clock clock) {
        this.target = target;
        this.circuit = circuit;
        this.workers = workers;
        this.settings = settings;
        this.clock = clock;
    }

    /** Where it writes. Blocks; throws when nothing was written, or when it is not known. */
    interface Target {
        /** Writes all or none. @return the results, in order, when that is committed */
        List<List<Appended>> write(List<PendingAppend> appends);

        /** Writes something that nobody needs. */
        void probe();
    }

    /** Puts an append behind those before it. Never blocks. @return see {@link io.signalbox.hub.Inbox#appendAll} */
    CompletableFuture<List<Appended>> submit(
            List<UserKey> users, String messageId, String sender, String body, Instant expires) {
        CompletableFuture<List<Appended>> done = new CompletableFuture<>();
        PendingAppend append = new PendingAppend(
                users,
                messageId,
                sender,
                body,
                expires,
                clock.millis() + settings.appendTimeout().toMillis(),
                done);
        String refusal = circuit.refusal();
        boolean start = false;
        synchronized (lock) {
            if (refusal == null && queued > 0 && queued + users.size() > settings.queue()) {
                refusal = "database: " + queued + " messages wait to be stored, and more may not"
                        + " (signalbox.inbox.queue)";
            }
            if (refusal == null) {
                queue.add(append);
                queued += users.size();
                start = !running;
                running = true;
            }
        }
        if (refusal != null) {
            done.completeExceptionally(new InboxUnavailableException(refusal));
        } else if (start) {
            start();
        }
        return done;
    }

    /** Entries that wait for their transaction: a momentary value. */
    int queued() {
        synchronized (lock) {
            return queued;
        }
    }

    /** Gives up what waited too long, and asks a database that failed whether it works again. Never blocks. */
    void watch() {
        long now = clock.millis();
        List<PendingAppend> late = new ArrayList<>();
        boolean hung;
        synchronized (lock) {
            hung = !current.isEmpty() && now >= currentDeadline;
            if (hung) {
                // Its transaction may still be committed: its senders are not told that it was, and may send again.
                late.addAll(current);
                current = List.of();
            }
            while (!queue.isEmpty() && (hung || now >= queue.element().deadline())) {
                late.add(remove());
            }
        }
        if (hung) {
            circuit.fails("no answer within " + settings.appendTimeout().toMillis() + " ms", true);
        }
        fail(late, "database: not stored within " + settings.appendTimeout().toMillis() + " ms", null);
        if (circuit.refusal() != null) {
            probe(now);
        }
    }

    private void probe(long now) {
        synchronized (lock) {
            // Nobody asks while the last question has no answer: else they would take one thread after the other.
            if (running || now - probedAt < PROBE_MILLIS) {
                return;
            }
            running = true;
            probedAt = now;
        }
        execute(() -> {
            try {
                target.probe();
                circuit.works();
            } catch (RuntimeException e) {
                circuit.fails(Failures.rootMessage(e), false);
            } finally {
                turns();
            }
        });
    }

    private void start() {
        execute(this::turns);
    }

    private void execute(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            refuseAll(e);
        } catch (Error e) {
            refuseAll(e);
            throw e;
        }
    }

    /** Nobody writes what waits. */
    private void refuseAll(Throwable cause) {
        List<PendingAppend> refused = new ArrayList<>();
        synchronized (lock) {
            running = false;
            while (!queue.isEmpty()) {
                refused.add(remove());
            }
        }
        fail(refused, "database: no worker is free, or the node stops", cause);
    }

    private void turns() {
        for (int i = 0; i < TURN; i++) {
            List<PendingAppend> batch = next();
            if (batch.isEmpty()) {
                return;
            }
            try {
                writeUnlessRefused(batch);
                gather(batch.size());
            } catch (Error e) {
                // It may cost this worker its thread: what waits behind the batch is another turn's.
                try {
                    fail(batch, "database: " + Failures.rootMessage(e), e);
                } finally {
                    goOn();
                }
                throw e;
            }
        }
        goOn();
    }

    /**
     * Those who were just answered are about to come again when they publish one by one. Without this moment half of
     * them miss the next transaction, and each transaction costs the same whatever it holds.
     */
    private static void gather(int answered) {
        if (answered >= GATHER_FROM) {
            LockSupport.parkNanos(GATHER_NANOS);
        }
    }

    /** What was under way has ended; a wait for the next turn is nothing that the database is late with. */
    private void goOn() {
        synchronized (lock) {
            current = List.of();
        }
        start();
    }

    /** @return empty when nothing waits; then the turn is over */
    private List<PendingAppend> next() {
        synchronized (lock) {
            List<PendingAppend> batch = new ArrayList<>();
            int entries = 0;
            while (!queue.isEmpty()
                    && (batch.isEmpty() || entries + queue.element().users().size() <= settings.batch())) {
                PendingAppend append = remove();
                entries += append.users().size();
                batch.add(append);
            }
            running = !batch.isEmpty();
            current = batch;
            currentDeadline = running ? batch.get(0).deadline() : 0;
            return batch;
        }
    }

    /** Holds the lock. */
    private PendingAppend remove() {
        PendingAppend append = queue.remove();
        queued -= append.users().size();
        return append;
    }

    private void write(List<PendingAppend> batch) {
        try {
            complete(batch, Conflicts.untilAlone(() -> target.write(batch)));
            circuit.works();
        } catch (RuntimeException e) {
            if (Failures.of(e) == Failures.STORE) {
                circuit.fails(Failures.rootMessage(e), false);
                fail(batch, "database: " + Failures.rootMessage(e), e);
            } else if (batch.size() == 1) {
                fail(batch, "database: it does not take this message: " + Failures.rootMessage(e), e);
            } else {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} messages were not stored together, now one by one: {1}",
                        batch.size(),
                        Failures.rootMessage(e));
                batch.forEach(append -> writeUnlessRefused(List.of(append)));
            }
        }
    }

    private void writeUnlessRefused(List<PendingAppend> batch) {
        String refusal = circuit.refusal();
        if (refusal == null) {
            write(batch);
        } else {
            fail(batch, refusal, null);
        }
    }

    private static void complete(List<PendingAppend> batch, List<List<Appended>> results) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).done().complete(results.get(i));
        }
    }

    private static void fail(List<PendingAppend> batch, String why, @Nullable Throwable cause) {
        if (!batch.isEmpty()) {
            InboxUnavailableException failure =
                    cause == null ? new InboxUnavailableException(why) : new InboxUnavailableException(why, cause);
            batch.forEach(append -> append.done().completeExceptionally(failure));
        }
    }
}
