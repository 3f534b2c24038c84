package io.signalbox.delivery;

import io.signalbox.hub.DeliveryListener;
import io.signalbox.hub.Hub;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Random;

/** Makes the beans of this package. */
@Dependent
final class DeliveryBeans {
    @Produces
    @Singleton
    static DeliveryListener listener(
            BeanManager beans, WorkerPool workers, NodeScheduler scheduler, Metrics metrics, Clock clock) {
        return new DeliveryEvents(new DeliveryObservers(beans), workers, scheduler, metrics, clock);
    }

    @Produces
    @Singleton
    static Retries retries(DeliverySettings settings) {
        return new Retries(settings.retry(), new Random());
    }

    @Produces
    @Singleton
    static Deliveries deliveries(
            DeliverySettings settings,
            Hub hub,
            Retries retries,
            WorkerPool workers,
            NodeScheduler scheduler,
            Metrics metrics,
            Clock clock) {
        return new Deliveries(settings, hub.sends().attempts(), retries, workers, scheduler, metrics, clock);
    }
}
