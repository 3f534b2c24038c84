package io.signalbox.bench;

import java.util.List;

/**
 * One pattern of load.
 *
 * @param sender what a sending connection does: to itself, to its partner, or one to all
 * @param connections without the publisher and the slow ones
 * @param depth messages under way for each sender; 0: sent by a schedule instead
 * @param rate messages per second of all senders, when sent by a schedule
 * @param payload bytes
 * @param slow subscribers that read nothing
 */
record Scenario(String name, Role sender, int connections, int depth, int rate, int payload, int slow) {
    private static final int SMALL = 128;

    static final Scenario E1 = new Scenario("E1", Role.ECHO, 64, 1, 0, SMALL, 0);
    static final Scenario FAN1 = new Scenario("FAN1", Role.PUBLISHER, 1000, 1, 0, SMALL, 0);
    static final Scenario FAN16 = new Scenario("FAN16", Role.PUBLISHER, 1000, 16, 0, SMALL, 0);
    static final Scenario FAN10K = new Scenario("FAN10K", Role.PUBLISHER, 10_000, 1, 0, SMALL, 0);
    static final Scenario GROUP10K = new Scenario("GROUP10K", Role.GROUP_PUBLISHER, 10_000, 1, 0, SMALL, 0);
    static final Scenario P2P1 = new Scenario("P2P1", Role.PAIR, 200, 1, 0, SMALL, 0);
    static final Scenario P2P16 = new Scenario("P2P16", Role.PAIR, 200, 16, 0, SMALL, 0);
    static final Scenario RATE = new Scenario("RATE", Role.PAIR, 200, 0, 5000, SMALL, 0);
    static final Scenario SLOW = new Scenario("SLOW", Role.PUBLISHER, 10, 0, 1000, 8 * 1024, 2);

    /** Those that are measured in interleaved rounds. */
    static final List<Scenario> INTERLEAVED = List.of(E1, FAN1, FAN16, FAN10K, GROUP10K, P2P1, P2P16, RATE);

    /** What makes a server's code hot before anything is measured. */
    static final List<Scenario> WARM_UP = List.of(P2P16, FAN16, GROUP10K, E1, P2P1);

    boolean scheduled() {
        return depth == 0;
    }

    /** All connections. */
    int total() {
        return sender.publishes() ? 1 + connections + slow : connections;
    }

    Role role(int index) {
        return index > 0 ? sender.audience() : sender;
    }
}
