package io.signalbox.workload;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one agent has and had, by dimension and period; zeros are not kept, nor is what is older than its dimension keeps.
 * Not safe for several threads.
 */
final class Tally {
    private final Map<Dimension, NavigableMap<Long, Long>> counts = new EnumMap<>(Dimension.class);

    long get(Dimension dimension, Instant at, Instant now) {
        long period = dimension.period(at);
        return period < dimension.oldestKept(now) ? 0 : of(dimension).getOrDefault(period, 0L);
    }

    /** Open cases. */
    long open() {
        return of(Dimension.REALTIME).getOrDefault(0L, 0L);
    }

    void open(long cases) {
        put(Dimension.REALTIME, 0, cases);
    }

    /** Adds to every dimension, in none below zero. */
    void add(int cases, Instant now) {
        for (Dimension dimension : Dimension.values()) {
            long period = dimension.period(now);
            of(dimension).headMap(dimension.oldestKept(now)).clear();
            put(dimension, period, Math.max(0, of(dimension).getOrDefault(period, 0L) + cases));
        }
    }

    /** Whether nothing is left that anybody could ask for. */
    boolean isEmpty(Instant now) {
        counts.forEach((dimension, periods) ->
                periods.headMap(dimension.oldestKept(now)).clear());
        return counts.values().stream().allMatch(Map::isEmpty);
    }

    private void put(Dimension dimension, long period, long cases) {
        if (cases == 0) {
            of(dimension).remove(period);
        } else {
            of(dimension).put(period, cases);
        }
    }

    private NavigableMap<Long, Long> of(Dimension dimension) {
        return counts.computeIfAbsent(dimension, key -> new TreeMap<>());
    }
}
