package io.signalbox.node;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Time, scheduling and life of this process. */
@Dependent
class NodeBeans {
    @Resource
    @SuppressWarnings("NullAway.Init") // set by the container
    private ManagedScheduledExecutorService executor;

    @Resource
    @SuppressWarnings("NullAway.Init") // set by the container
    private ManagedThreadFactory threads;

    @Produces
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    static NodeLife life() {
        return new NodeLife();
    }

    /** The queue holds at most one entry for each strand and a few for the cluster, so it never fills up. */
    @Produces
    @Singleton
    WorkerPool workers(NodeSettings settings) {
        return new WorkerPool(settings.workers(), 10_000, threads);
    }

    static void close(@Disposes WorkerPool workers) {
        workers.close();
    }

    @Produces
    @Singleton
    NodeScheduler scheduler() {
        return new ManagedScheduler(executor);
    }
}
