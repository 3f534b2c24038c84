package io.signalbox.metrics;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Exports the catalogue through MicroProfile Metrics, under {@code /metrics}. */
@Dependent
final class MetricsBeans {
    @Produces
    @Singleton
    static Metrics metrics(MetricRegistry registry) {
        Map<Count, Counter> counters = new EnumMap<>(Count.class);
        for (Count count : Count.values()) {
            counters.put(count, registry.counter(metadata(count.metricName(), count.description())));
        }
        return new Metrics(new Metrics.Exporter() {
            @Override
            @SuppressWarnings("NullAway") // the map holds every constant
            public void counted(Count count, long increment) {
                counters.get(count).inc(increment);
            }

            @Override
            public void counted(LabelledCount count, String label) {
                registry.counter(metadata(count.metricName(), count.description()), new Tag(count.labelName(), label))
                        .inc();
            }

            @Override
            public void gauge(String name, String description, LongSupplier value) {
                registry.gauge(metadata(name, description), value::getAsLong);
            }
        });
    }

    private static Metadata metadata(String name, String description) {
        return Metadata.builder().withName(name).withDescription(description).build();
    }
}
