package io.signalbox.queue;

import io.signalbox.node.Chore;
import io.signalbox.node.NodeScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Removes entries whose time ran out. Safe on several nodes at once: each queue is locked while it is cleaned. */
public final class QueueCleaner {
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final Chore chore;
    private final AtomicBoolean started = new AtomicBoolean();

    QueueCleaner(Queues queues, Executor workers, Clock clock) {
        chore = new Chore(
                "queues not cleaned, next try in " + INTERVAL,
                queues::expire,
                workers,
                System.getLogger(QueueCleaner.class.getName()),
                clock);
    }

    /** Begins to clean, when the schema is there. Idempotent. */
    public void start(NodeScheduler scheduler) {
        if (started.compareAndSet(false, true)) {
            scheduler.every(INTERVAL, chore::begin);
        }
    }
}
