package io.signalbox.records;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Chore;
import io.signalbox.node.NodeScheduler;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * Brings every record to its end (hazard H32): marks what has waited too long, whatever became of the node that sent it,
 * and removes what is old. Runs on every node; of several at once one marks each (hazard H28).
 */
final class MessageRecordSweeper {
    /** Transactions of one run; the next run goes on. */
    private static final int CHUNKS = 1000;

    private final MessageRecordStore store;
    private final MessageRecordSettings settings;
    private final Metrics metrics;
    private final Clock clock;
    private final Chore chore;

    /** @param workers where the store is called; may block */
    MessageRecordSweeper(
            MessageRecordStore store, MessageRecordSettings settings, Executor workers, Metrics metrics, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        chore = new Chore(
                "records not swept, next try in " + settings.sweepEvery(),
                this::sweep,
                workers,
                System.getLogger(MessageRecordSweeper.class.getName()),
                clock);
    }

    /** Begins to sweep, when the schema is there. */
    void start(NodeScheduler scheduler) {
        scheduler.every(settings.sweepEvery(), chore::begin);
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
