package io.signalbox.truth;

import java.util.List;
import java.util.Map;

/** What the checker found in one log. */
record Verdict(Counts counts, List<Violation> violations) {
    Verdict {
        violations = List.copyOf(violations);
    }

    /**
     * Numbers of one run, or of many.
     *
     * @param published messages
     * @param attempts times that they were sent
     * @param stored messages that were told {@code stored}
     * @param refused attempts that were answered with an error, by its code
     * @param unknown attempts whose connection ended first
     * @param received messages that arrived at devices for the first time
     * @param recognised copies that came again at a position up to the cursor
     * @param repeats copies at a second position, of messages that were sent again
     * @param arrivedThough messages that arrived although each attempt was refused
     * @param acknowledged told {@code delivered}
     * @param connections that devices opened
     * @param recoveries connections that were told {@code recovered}
     * @param faults by kind
     */
    record Counts(
            long published,
            long attempts,
            long stored,
            Map<String, Long> refused,
            long unknown,
            long received,
            long recognised,
            long repeats,
            long arrivedThough,
            long acknowledged,
            long connections,
            long recoveries,
            Map<FaultKind, Long> faults) {
        static final Counts NONE = new Counts(0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

        Counts {
            refused = Map.copyOf(refused);
            faults = Map.copyOf(faults);
        }

        Counts plus(Counts other) {
            return new Counts(
                    published + other.published,
                    attempts + other.attempts,
                    stored + other.stored,
                    sum(refused, other.refused),
                    unknown + other.unknown,
                    received + other.received,
                    recognised + other.recognised,
                    repeats + other.repeats,
                    arrivedThough + other.arrivedThough,
                    acknowledged + other.acknowledged,
                    connections + other.connections,
                    recoveries + other.recoveries,
                    sum(faults, other.faults));
        }

        private static <K> Map<K, Long> sum(Map<K, Long> one, Map<K, Long> other) {
            Map<K, Long> sum = new java.util.HashMap<>(one);
            other.forEach((key, count) -> sum.merge(key, count, Long::sum));
            return sum;
        }
    }
}
