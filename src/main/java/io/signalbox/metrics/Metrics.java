package io.signalbox.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What the features count with. The values live here; an exporter mirrors them (see {@code MetricsBeans}). Safe from
 * any thread.
 */
public final class Metrics {
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<LabelledCount, ConcurrentMap<String, LongAdder>> labelled = new EnumMap<>(LabelledCount.class);
    private final Exporter exporter;

    /** Metrics that nobody exports: for tests and for use without a container. */
    public Metrics() {
        this(new Exporter() {
            @Override
            public void counted(Count count, long increment) {}

            @Override
            public void counted(LabelledCount count, String label) {}

            @Override
            public void gauge(String name, String description, LongSupplier value) {}
        });
    }

    Metrics(Exporter exporter) {
        this.exporter = exporter;
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
        for (LabelledCount count : LabelledCount.values()) {
            labelled.put(count, new ConcurrentHashMap<>());
        }
    }

    /** Adds one. */
    public void count(Count count) {
        count(count, 1);
    }

    /** @param increment not negative */
    public void count(Count count, long increment) {
        adder(count).add(increment);
        exporter.counted(count, increment);
    }

    /** The present value of a counter. */
    public long value(Count count) {
        return adder(count).sum();
    }

    /** Adds one. @param label a constant of a small enum, so that the number of series is bounded */
    public void count(LabelledCount count, Enum<?> label) {
        String name = name(label);
        series(count).computeIfAbsent(name, key -> new LongAdder()).increment();
        exporter.counted(count, name);
    }

    /** The present value of a counter for one label. */
    public long value(LabelledCount count, Enum<?> label) {
        LongAdder adder = series(count).get(name(label));
        return adder == null ? 0 : adder.sum();
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
    private ConcurrentMap<String, LongAdder> series(LabelledCount count) {
        return labelled.get(count);
    }

    private static String name(Enum<?> label) {
        return label.name().toLowerCase(Locale.ROOT);
    }

    /** Mirrors values to the world. Safe from any thread. */
    interface Exporter {
        void counted(Count count, long increment);

        void counted(LabelledCount count, String label);

        void gauge(String name, String description, LongSupplier value);
    }
}
