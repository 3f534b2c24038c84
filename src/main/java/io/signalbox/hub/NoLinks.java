package io.signalbox.hub;

import java.util.Set;
import java.util.function.Consumer;

/** The links of a cluster of one: there is nobody. */
public final class NoLinks implements NodeLinks {
    @Override
    public void toNode(String nodeId, LinkMessage message) {
        // The directory of a single node never names another.
    }

    @Override
    public void toOthers(LinkMessage message) {
        // No others.
    }

    @Override
    public Set<String> others() {
        return Set.of();
    }

    @Override
    public void onMessage(Consumer<LinkMessage> receiver) {
        // None will come.
    }
}
