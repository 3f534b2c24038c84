package io.signalbox.publish;

import io.signalbox.hub.Hub;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the beans of this package. */
@Dependent
final class PublishBeans {
    @Produces
    @Singleton
    static Relay relay(
            Publications publications,
            Hub hub,
            WorkerPool workers,
            PublishSettings settings,
            Metrics metrics,
            Clock clock) {
        return new Relay(publications, hub::sends, workers, settings, metrics, clock);
    }

    @Produces
    @Singleton
    static TransactionalSends transactionalSends(
            CallerTransaction transaction,
            Publications publications,
            Relay relay,
            PublishSettings settings,
            Clock clock) {
        return new TransactionalSends(transaction, publications, relay, settings, clock);
    }
}
