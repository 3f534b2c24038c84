package io.signalbox.metrics;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What the features count with. The values live here; an exporter mirrors them (see {@code MetricsBeans}). Safe from
 * any thread.
 */
public final class Metrics {
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<Count, Map<String, LongAdder>> labelled = new EnumMap<>(Count.class);
    private final Exporter exporter;

    /** Metrics that nobody exports: for tests and for use without a container. */
    public Metrics() {
        this(new Exporter() {
            @Override
            public void counted(Count count, String label, long increment) {}

            @Override
            public void gauge(String name, String description, LongSupplier value) {}
        });
    }

    Metrics(Exporter exporter) {
        this.exporter = exporter;
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
            Map<String, LongAdder> parts = new HashMap<>();
            count.labels().forEach(label -> parts.put(label, new LongAdder()));
            labelled.put(count, Map.copyOf(parts));
        }
    }

    /** Adds one. */
    public void count(Count count) {
        count(count, 1);
    }

    /** @param increment not negative */
    public void count(Count count, long increment) {
        adder(count).add(increment);
        exporter.counted(count, Count.OTHER, increment);
    }

    /** Adds one, to the counter and to its part {@code label}. A label that the counter does not know counts as other. */
    public void count(Count count, String label) {
        adder(count).increment();
        LongAdder part = parts(count).get(label);
        if (part != null) {
            part.increment();
        }
        exporter.counted(count, part == null ? Count.OTHER : label, 1);
    }

    /** The present value of a counter. */
    public long value(Count count) {
        return adder(count).sum();
    }

    /** The present value of the part {@code label} of a counter; 0 when it has no such part. */
    public long value(Count count, String label) {
        LongAdder part = parts(count).get(label);
        return part == null ? 0 : part.sum();
    }

    /**
     * Exports a value that goes up and down.
     *
     * @param name full metric name with its unit
     * @param value asked at each scrape, from any thread; must not block
     */
    public void gauge(String name, String description, LongSupplier value) {
        exporter.gauge(name, description, value);
    }

    @SuppressWarnings("NullAway") // the map holds every constant
    private LongAdder adder(Count count) {
        return counts.get(count);
    }

    @SuppressWarnings("NullAway") // the map holds every constant
    private Map<String, LongAdder> parts(Count count) {
        return labelled.get(count);
    }

    /** Mirrors values to the world. Safe from any thread. */
    interface Exporter {
        /** @param label one of the counter's, else {@link Count#OTHER} */
        void counted(Count count, String label, long increment);

        void gauge(String name, String description, LongSupplier value);
    }
}
