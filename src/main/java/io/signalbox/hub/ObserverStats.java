package io.signalbox.hub;

import java.util.Map;

/**
 * Who watches on this node, and how many copies that made (contract O02).
 *
 * @param connections observers that are connected; one that watches several groups counts once
 * @param byScope observers of each app, namespace and group that is watched
 * @param copies put into outboxes since the start of the node
 * @param dropped for want of room, or because the observer was leaving
 */
public record ObserverStats(int connections, Map<ObserverScope, Integer> byScope, long copies, long dropped) {
    public ObserverStats {
        byScope = Map.copyOf(byScope);
    }
}
