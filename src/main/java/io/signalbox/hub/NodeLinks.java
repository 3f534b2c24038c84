package io.signalbox.hub;

import java.util.Set;
import java.util.function.Consumer;

/** The way to the other nodes. Sending never waits; messages to one node arrive in the order they were sent. */
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
