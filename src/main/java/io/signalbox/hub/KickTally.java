package io.signalbox.hub;

import java.util.List;

/**
 * How many connections were ended.
 *
 * @param connections on the nodes that answered
 * @param notified whether one of them at least took a message
 * @param silentNodes nodes that did not say in time what they did
 */
public record KickTally(int connections, boolean notified, List<String> silentNodes) {
    public KickTally {
        silentNodes = List.copyOf(silentNodes);
    }

    static KickTally here(int connections, boolean notified) {
        return new KickTally(connections, notified, List.of());
    }

    /** With what other nodes did. */
    KickTally plus(NodeTalk.Answers others) {
        int all = connections;
        boolean any = notified;
        for (NodeAnswer answer : others.byNode().values()) {
            if (answer instanceof NodeAnswer.Ended ended) {
                all += ended.connections();
                any |= ended.notified();
            }
        }
        return new KickTally(all, any, List.copyOf(others.silent()));
    }
}
