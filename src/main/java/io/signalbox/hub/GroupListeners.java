package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one; one that fails is logged. */
final class GroupListeners implements GroupListener {
    private static final System.Logger LOG = System.getLogger(GroupListeners.class.getName());

    private final List<GroupListener> listeners;

    GroupListeners(Collection<? extends GroupListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void created(Tenant tenant, String group, GroupProfile profile) {
        each(listener -> listener.created(tenant, group, profile));
    }

    @Override
    public void disbanded(Tenant tenant, String group) {
        each(listener -> listener.disbanded(tenant, group));
    }

    @Override
    public void joined(GroupMember member) {
        each(listener -> listener.joined(member));
    }

    @Override
    public void left(GroupMember member) {
        each(listener -> listener.left(member));
    }

    private void each(Consumer<GroupListener> told) {
        for (GroupListener listener : listeners) {
            try {
                told.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a group listener failed", e);
            }
        }
    }
}
