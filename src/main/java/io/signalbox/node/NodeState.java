package io.signalbox.node;

/** The life of a node, in order; there is no way back. */
public enum NodeState {
    STARTING,
    READY,
    /** Finishing what it has; takes no new connection. */
    DRAINING,
    STOPPED
}
