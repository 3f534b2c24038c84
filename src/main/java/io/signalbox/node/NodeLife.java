package io.signalbox.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Where this node is in its life. Transitions go forward only; listeners are told on the thread that caused one. */
public final class NodeLife {
    private volatile NodeState state = NodeState.STARTING;
    private final List<Consumer<NodeState>> listeners = new CopyOnWriteArrayList<>();

    /** The present state. */
    public NodeState state() {
        return state;
    }

    /** Whether new connections are welcome. */
    public boolean ready() {
        return state == NodeState.READY;
    }

    /**
     * Moves on to {@code next}.
     *
     * @return false when the node is there already or further; then nothing happens
     */
    public boolean advanceTo(NodeState next) {
        synchronized (this) {
            if (state.compareTo(next) >= 0) {
                return false;
            }
            state = next;
        }
        listeners.forEach(listener -> listener.accept(next));
        return true;
    }

    /** Told of every later transition, once, in order. */
    public void onTransition(Consumer<NodeState> listener) {
        listeners.add(listener);
    }
}
