package io.signalbox.client;

import java.util.List;

/**
 * The hub's confirmation of a connection. What the hub did not say is empty.
 *
 * @param nodeId the node that serves it
 * @param groups the groups it is in already
 */
public record Registration(String userId, String clientId, String deviceId, String nodeId, List<String> groups) {
    public Registration {
        groups = List.copyOf(groups);
    }
}
