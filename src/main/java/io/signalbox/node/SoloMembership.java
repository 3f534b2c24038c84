package io.signalbox.node;

import java.util.List;

/** A cluster of one: this node, for ever. */
public final class SoloMembership implements Membership {
    private final NodeInfo self;

    public SoloMembership(NodeInfo self) {
        this.self = self;
    }

    @Override
    public NodeInfo self() {
        return self;
    }

    @Override
    public List<NodeInfo> members() {
        return List.of(self);
    }

    @Override
    public void join() {
        // Nobody to tell.
    }

    @Override
    public void leave() {
        // Nobody to tell.
    }

    @Override
    public void onChange(Runnable listener) {
        // Nothing ever changes.
    }
}
