package io.signalbox.hub;

import java.util.Set;
import java.util.function.Consumer;

/**
 * The way to the other nodes; messages to one node arrive in the order they were sent. Sending mostly
 * just queues, but now and then it may wait until another node keeps up: so it is nothing for event loops, which many
 * connections wait for. It throws nothing when a node cannot be reached.
 */
public interface NodeLinks {
    /** To one node; a node that is gone meanwhile gets nothing. */
    void toNode(String nodeId, LinkMessage message);

    /** To every other node, once each. */
    void toOthers(LinkMessage message);

    /** Ids of the other living nodes that have a hub: those that answer what is sent to all. Never waits. */
    Set<String> others();

    /** Where messages from other nodes go; called once, before the first arrives. The receiver must not block. */
    void onMessage(Consumer<LinkMessage> receiver);
}
