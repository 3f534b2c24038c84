package io.signalbox.records;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.SparseLog;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings every record to its end (hazard H32): marks what has waited too long, whatever became of the node that sent it,
 * and removes what is old. Runs on every node; of several at once one marks each (hazard H28).
 */
final class MessageRecordSweeper {
    /** Transactions of one run; the next run goes on. */
    private static final int CHUNKS = 1000;

    private final MessageRecordStore store;
    private final MessageRecordSettings settings;
    private final Executor workers;
    private final Metrics metrics;
    private final Clock clock;
    private final SparseLog warnings;
    private final AtomicBoolean running = new AtomicBoolean();

    /** @param workers where the store is called; may block */
    MessageRecordSweeper(
            MessageRecordStore store, MessageRecordSettings settings, Executor workers, Metrics metrics, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.workers = workers;
        this.metrics = metrics;
        this.clock = clock;
        warnings = new SparseLog(System.getLogger(MessageRecordSweeper.class.getName()), clock);
    }

    /** Begins to sweep, when the schema is there. */
    void start(NodeScheduler scheduler) {
        scheduler.every(settings.sweepEvery(), this::sweepSoon);
    }

    private void sweepSoon() {
        // One run at a time: else a slow database would get one more with each interval.
        if (running.getAndSet(true)) {
            return;
        }
        try {
            workers.execute(() -> {
                try {
                    sweep();
                } catch (RecordsUnavailableException e) {
                    warnings.warn(
                            "records not swept, next try in " + settings.sweepEvery() + ": " + e.getMessage(), null);
                } finally {
                    running.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            running.set(false);
            warnings.warn("records not swept, next try in " + settings.sweepEvery() + ": no worker is free", null);
        }
    }

    /** One run. Blocks. */
    void sweep() {
        Instant now = clock.instant();
        for (int i = 0; i < CHUNKS; i++) {
            Integer ended = store.endOverdue(now, now.minus(settings.ackTimeout()));
            if (ended == null) {
                break;
            }
            metrics.count(Count.MESSAGE_RECORDS_ENDED, ended);
        }
        for (int i = 0; i < CHUNKS; i++) {
            int removed = store.removeCreatedBefore(now.minus(settings.retention()));
            if (removed == 0) {
                break;
            }
            metrics.count(Count.MESSAGE_RECORDS_REMOVED, removed);
        }
    }
}
