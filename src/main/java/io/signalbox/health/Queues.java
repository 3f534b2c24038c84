package io.signalbox.health;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether queues still take something (hazard H76). One that is nearly full refuses what comes soon, so new connections
 * are better off elsewhere; that a single strand is full, because of one busy user, is no reason.
 */
final class Queues {
    /** The part from which a queue counts as full. */
    static final double FULL = 0.9;

    private Queues() {}

    /** @param fill the part of each queue that is taken, by its name. @return null when all have room */
    static @Nullable String problem(Map<String, Double> fill) {
        String full = new TreeMap<>(fill)
                .entrySet().stream()
                        .filter(queue -> queue.getValue() >= FULL)
                        .map(queue ->
                                String.format(Locale.ROOT, "%s %.0f %% full", queue.getKey(), 100 * queue.getValue()))
                        .collect(Collectors.joining(", "));
        return full.isEmpty() ? null : full;
    }
}
