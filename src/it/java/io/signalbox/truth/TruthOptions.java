package io.signalbox.truth;

import java.time.Duration;
import java.util.Locale;

/**
 * What {@code -Dtruth.*} says; docs/CONTRIBUTING.md lists them.
 *
 * @param seed of the first run; each further one has the next
 * @param runs at most
 * @param length for how long senders publish in a run
 * @param budget no run begins after it
 * @param topology {@code both} or the name of a {@link Topology}; with H2 there is no planted bug
 * @param plant whether the bug is planted that must be found
 */
record TruthOptions(long seed, int runs, Duration length, Duration budget, String topology, boolean plant) {
    private static final String PREFIX = "truth.";

    static TruthOptions fromProperties() {
        return new TruthOptions(
                number("seed", 1, Integer.MAX_VALUE),
                number("runs", 100, 1_000_000),
                Duration.ofSeconds(number("seconds", 8, 3_600)),
                Duration.ofMinutes(number("minutes", 120, 10_000)),
                topology(System.getProperty(PREFIX + "topology", "both")),
                Boolean.parseBoolean(System.getProperty(PREFIX + "plant", "false")));
    }

    /** One in four runs is made on one node, unless all or none are; by the seed, so that a replay meets the same. */
    Topology topology(long ofSeed) {
        if (topology.equals("both")) {
            return !plant && ofSeed % 4 == 0 ? Topology.SINGLE : Topology.CLUSTER;
        }
        return Topology.valueOf(topology.toUpperCase(Locale.ROOT));
    }

    private static String topology(String value) {
        if (!value.matches("both|cluster|single|alone")) {
            throw new IllegalArgumentException(
                    PREFIX + "topology=" + value + ": both, cluster, single or alone is expected");
        }
        return value;
    }

    private static int number(String name, int fallback, int most) {
        String value = System.getProperty(PREFIX + name, Integer.toString(fallback));
        if (!value.matches("\\d{1,10}") || Long.parseLong(value) < 1 || Long.parseLong(value) > most) {
            throw new IllegalArgumentException(
                    PREFIX + name + "=" + value + ": a whole number from 1 to " + most + " is expected");
        }
        return Integer.parseInt(value);
    }
}
