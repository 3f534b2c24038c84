package io.signalbox.store;

import io.signalbox.hub.HubSettings;
import io.signalbox.hub.Inbox;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the inbox of this node. */
@Dependent
final class StoreBeans {
    @Produces
    @Singleton
    static Inbox inbox(
            Transactions transactions,
            HubSettings hub,
            StoreSettings settings,
            WorkerPool workers,
            NodeScheduler scheduler,
            Metrics metrics,
            Clock clock) {
        JpaInbox inbox = new JpaInbox(transactions, hub, settings, workers, metrics, clock);
        inbox.start(scheduler);
        return inbox;
    }
}
