package io.signalbox.testing;

import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeRole;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster that the test makes and changes. */
public final class ChangingMembership implements Membership {
    private final NodeInfo self;
    private final List<NodeInfo> nodes = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** A cluster of a balancer only. */
    public ChangingMembership() {
        self = node("lb", 1, NodeRole.BALANCER, "1");
        nodes.add(self);
    }

    public static NodeInfo node(String id, int port, NodeRole role, String incarnation) {
        return new NodeInfo(id, incarnation, "127.0.0.1", port, role, Instant.EPOCH);
    }

    public void join(NodeInfo node) {
        nodes.add(node);
        listeners.forEach(Runnable::run);
    }

    public void leave(String id) {
        nodes.removeIf(node -> node.id().equals(id));
        listeners.forEach(Runnable::run);
    }

    /** How many want to be told of changes. */
    public int followers() {
        return listeners.size();
    }

    @Override
    public NodeInfo self() {
        return self;
    }

    @Override
    public List<NodeInfo> members() {
        return nodes.stream().sorted(Comparator.comparing(NodeInfo::id)).toList();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void join() {
        // Always in.
    }

    @Override
    public void leave() {
        // Never out.
    }
}
