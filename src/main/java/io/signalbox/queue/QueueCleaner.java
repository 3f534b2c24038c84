package io.signalbox.queue;

import io.signalbox.node.NodeScheduler;
import io.signalbox.node.SparseLog;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Removes entries whose time ran out. Safe on several nodes at once: each queue is locked while it is cleaned. */
public final class QueueCleaner {
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final Queues queues;
    private final Executor workers;
    private final SparseLog warnings;
    private final AtomicBoolean started = new AtomicBoolean();

    QueueCleaner(Queues queues, Executor workers, Clock clock) {
        this.queues = queues;
        this.workers = workers;
        warnings = new SparseLog(System.getLogger(QueueCleaner.class.getName()), clock);
    }

    /** Begins to clean, when the schema is there. Idempotent. */
    public void start(NodeScheduler scheduler) {
        if (!started.compareAndSet(false, true)) {
            return;
        }
        scheduler.every(INTERVAL, this::clean);
    }

    private void clean() {
        try {
            workers.execute(() -> {
                try {
                    queues.expire();
                } catch (QueueUnavailableException e) {
                    warnings.warn("queues not cleaned, next try in " + INTERVAL + ": " + e.getMessage(), null);
                }
            });
        } catch (RejectedExecutionException e) {
            warnings.warn("queues not cleaned, next try in " + INTERVAL + ": no worker is free", null);
        }
    }
}
