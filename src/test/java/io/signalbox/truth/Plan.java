package io.signalbox.truth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What happens in one run, made from its seed alone: the same seed makes the same plan. What the machine makes of it is
 * not the same twice.
 *
 * @param length for how long senders publish
 * @param senders number of them
 * @param receivers number of devices; of three, two belong to one user
 * @param faults in the order of time
 */
record Plan(long seed, Topology topology, Duration length, int senders, int receivers, List<Fault> faults) {
    private static final int SENDERS = 6;
    private static final int RECEIVERS = 6;
    private static final int MOST_FREEZE_MILLIS = 7_000;
    private static final int MOST_OUTAGE_MILLIS = 4_000;
    private static final int MOST_PAUSE_MILLIS = 2_000;
    private static final int SHORTEST_PAUSE_MILLIS = 500;

    Plan {
        faults = List.copyOf(faults);
    }

    /** One to three faults of clients, and one of a node or of the database. */
    static Plan of(long seed, Topology topology, Duration length) {
        Random random = new Random(seed);
        // Numbers that follow each other make similar first numbers.
        random.nextInt();
        List<Fault> faults = new ArrayList<>();
        int light = 1 + random.nextInt(3);
        for (int i = 0; i < light; i++) {
            faults.add(light(random, length));
        }
        faults.add(heavy(random, topology, length));
        return new Plan(seed, topology, length, SENDERS, RECEIVERS, ordered(faults));
    }

    /** For the short form: a kill and resets whatever the seed. */
    static Plan withKill(long seed, Topology topology, Duration length) {
        Random random = new Random(seed);
        random.nextInt();
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault(FaultKind.RESET_SENDER, at(random, length), random.nextInt(SENDERS), 0));
        faults.add(new Fault(FaultKind.RESET_RECEIVER, at(random, length), random.nextInt(RECEIVERS), 0));
        faults.add(new Fault(FaultKind.KILL, at(random, length), random.nextInt(topology.nodes()), 0));
        return new Plan(seed, topology, length, SENDERS, RECEIVERS, ordered(faults));
    }

    /** Resets only, one after the other: what a planted bug needs to be seen. */
    static Plan ofResets(long seed, Topology topology, Duration length) {
        Random random = new Random(seed);
        List<Fault> faults = new ArrayList<>();
        for (int receiver = 0; receiver < RECEIVERS; receiver++) {
            faults.add(new Fault(FaultKind.RESET_RECEIVER, at(random, length), receiver, 0));
        }
        return new Plan(seed, topology, length, SENDERS, RECEIVERS, ordered(faults));
    }

    boolean isSlow(int receiver) {
        return faults.stream().anyMatch(fault -> fault.kind() == FaultKind.SLOW_READER && fault.target() == receiver);
    }

    private static Fault light(Random random, Duration length) {
        int at = at(random, length);
        return switch (random.nextInt(3)) {
            case 0 -> new Fault(FaultKind.RESET_SENDER, at, random.nextInt(SENDERS), 0);
            case 1 -> new Fault(FaultKind.RESET_RECEIVER, at, random.nextInt(RECEIVERS), 0);
            default ->
                new Fault(
                        FaultKind.SLOW_READER,
                        at,
                        random.nextInt(RECEIVERS),
                        SHORTEST_PAUSE_MILLIS + random.nextInt(MOST_PAUSE_MILLIS - SHORTEST_PAUSE_MILLIS));
        };
    }

    /** In a third of the runs a node is started again, which takes longer than the rest of the run. */
    private static Fault heavy(Random random, Topology topology, Duration length) {
        int at = at(random, length);
        int node = random.nextInt(topology.nodes());
        int choice = random.nextInt(12);
        if (choice < 3) {
            return new Fault(FaultKind.KILL, at, node, 0);
        }
        if (choice == 3) {
            return new Fault(FaultKind.STOP, at, node, 0);
        }
        if (choice < 8 && topology.ownDatabase()) {
            FaultKind kind = random.nextBoolean() ? FaultKind.DATABASE : FaultKind.DATABASE_CRASH;
            return new Fault(kind, at, 0, 500 + random.nextInt(MOST_OUTAGE_MILLIS - 500));
        }
        return new Fault(FaultKind.FREEZE, at, node, 500 + random.nextInt(MOST_FREEZE_MILLIS - 500));
    }

    private static int at(Random random, Duration length) {
        int millis = (int) length.toMillis();
        return millis / 10 + random.nextInt(millis * 7 / 10);
    }

    private static List<Fault> ordered(List<Fault> faults) {
        return faults.stream().sorted(Comparator.comparingInt(Fault::atMillis)).toList();
    }
}
