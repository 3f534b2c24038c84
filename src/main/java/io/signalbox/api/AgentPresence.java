package io.signalbox.api;

import io.signalbox.hub.GroupListener;
import io.signalbox.hub.GroupMember;
import io.signalbox.hub.GroupNames;
import io.signalbox.hub.Hub;
import io.signalbox.session.ClientSession;
import io.signalbox.workload.Workload;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/**
 * Cases are assigned to those who are there: told that somebody came into the hub's group of agents or left it, it looks
 * who is connected. Changes may be told in another order than they happened in; the last one is told after all of them.
 */
@Singleton
final class AgentPresence implements GroupListener {
    private final Supplier<Hub> hub;
    private final Workload workload;

    /** @param hub asked for later: it is made with its listeners */
    @Inject
    AgentPresence(Instance<Hub> hub, Workload workload) {
        this(hub::get, workload);
    }

    AgentPresence(Supplier<Hub> hub, Workload workload) {
        this.hub = hub;
        this.workload = workload;
    }

    @Override
    public void joined(GroupMember member) {
        settle(member);
    }

    @Override
    public void left(GroupMember member) {
        settle(member);
    }

    private synchronized void settle(GroupMember member) {
        if (!member.group().equals(GroupNames.AGENTS)) {
            return;
        }
        hub.get().sessions().of(member.user()).stream()
                .map(ClientSession::identity)
                .filter(identity -> identity.userType().serves())
                .findFirst()
                .ifPresentOrElse(workload::agentOnline, () -> workload.agentOffline(member.user()));
    }
}
