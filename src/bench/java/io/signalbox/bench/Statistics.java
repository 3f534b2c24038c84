package io.signalbox.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Medians over rounds. */
final class Statistics {
    private final List<Result> results;

    Statistics(List<Result> results) {
        this.results = results;
    }

    /** Values of all rounds, sorted; empty when it was not measured. */
    List<Double> sorted(String scenario, String server, Metric metric) {
        List<Double> values = new ArrayList<>();
        for (Result result : results) {
            Double value = result.values().get(metric);
            if (result.scenario().equals(scenario) && result.server().equals(server) && value != null) {
                values.add(value);
            }
        }
        values.sort(null);
        return values;
    }

    /** Median of the rounds' ratios to the floor in the same round; empty without a floor. */
    OptionalDouble ratio(String scenario, String server, Metric metric) {
        List<Double> ratios = new ArrayList<>();
        for (Result result : results) {
            Double value = result.values().get(metric);
            if (result.scenario().equals(scenario) && result.server().equals(server) && value != null) {
                floor(scenario, result.round(), metric).ifPresent(floor -> ratios.add(value / floor));
            }
        }
        ratios.sort(null);
        return ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(ratios));
    }

    /** @param sorted at least one value */
    static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private OptionalDouble floor(String scenario, int round, Metric metric) {
        return results.stream()
                .filter(result -> result.scenario().equals(scenario)
                        && result.server().equals(Server.FLOOR)
                        && result.round() == round
                        && result.values().getOrDefault(metric, 0.0) > 0)
                .mapToDouble(result -> result.values().getOrDefault(metric, 0.0))
                .findFirst();
    }
}
