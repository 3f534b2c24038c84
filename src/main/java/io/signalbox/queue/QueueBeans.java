package io.signalbox.queue;

import io.signalbox.metrics.Metrics;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the beans of this package. */
@Dependent
final class QueueBeans {
    @Produces
    @Singleton
    static Queues queues(QueueStore store, QueueSettings settings, Metrics metrics, Clock clock) {
        return new Queues(store, settings, metrics, clock);
    }

    @Produces
    @Singleton
    static QueueCleaner cleaner(Queues queues, WorkerPool workers, Clock clock) {
        return new QueueCleaner(queues, workers, clock);
    }
}
