package io.signalbox.workload;

import io.signalbox.metrics.Metrics;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.SplittableRandom;

/** Makes the workload a CDI bean. Whoever knows of connections tells it who comes and goes. */
@Dependent
final class WorkloadBeans {
    @Produces
    @Singleton
    static Workload workload(WorkloadSettings settings, Metrics metrics, Clock clock) {
        return new Workload(new InMemoryWorkload(settings, clock, new SplittableRandom()), settings, metrics, clock);
    }
}
