package io.signalbox.metrics;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.HashMap;
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
        Map<Count, Map<String, Counter>> counters = new EnumMap<>(Count.class);
        for (Count count : Count.values()) {
            counters.put(count, counters(registry, count));
        }
        return new Metrics(new Metrics.Exporter() {
            @Override
            @SuppressWarnings("NullAway") // the maps hold every constant, its labels and the one for others
            public void counted(Count count, String label, long increment) {
                counters.get(count).get(label).inc(increment);
            }

            @Override
            public void gauge(String name, String description, LongSupplier value) {
                registry.gauge(metadata(name, description), value::getAsLong);
            }
        });
    }

    /** One series for each label, all there from the start so that a rate can be taken of the first event. */
    private static Map<String, Counter> counters(MetricRegistry registry, Count count) {
        Metadata metadata = metadata(count.metricName(), count.description());
        if (count.labels().isEmpty()) {
            return Map.of(Count.OTHER, registry.counter(metadata));
        }
        Map<String, Counter> parts = new HashMap<>();
        parts.put(Count.OTHER, registry.counter(metadata, new Tag(count.labelName(), Count.OTHER)));
        count.labels()
                .forEach(label -> parts.put(label, registry.counter(metadata, new Tag(count.labelName(), label))));
        return Map.copyOf(parts);
    }

    private static Metadata metadata(String name, String description) {
        return Metadata.builder().withName(name).withDescription(description).build();
    }
}
