package io.signalbox.records;

import io.signalbox.node.NodeInfo;

/**
 * The node that a connection is to.
 *
 * @param incarnation of its process: another one of the same id does not have the connection
 */
public record ConnectionNode(String id, String incarnation, String host, int port) {
    static ConnectionNode of(NodeInfo node) {
        return new ConnectionNode(node.id(), node.incarnation(), node.host(), node.port());
    }
}
