package io.signalbox.node;

import java.util.List;

/** Which nodes live. Safe from any thread; answers from memory, never blocks. */
public interface Membership {
    /** This node. */
    NodeInfo self();

    /** All living nodes, this one included, ordered by id. */
    List<NodeInfo> members();

    /** Says that this node can be reached, and starts to watch the others. To be called when it can; idempotent; may block. */
    void join();

    /** Takes this node out, so that others stop routing to it before its process ends. May block. */
    void leave();

    /** Told after a node came or went, on a thread that must not be blocked for long. */
    void onChange(Runnable listener);
}
