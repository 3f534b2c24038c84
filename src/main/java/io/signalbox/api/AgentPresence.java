package io.signalbox.api;

import io.signalbox.hub.GroupListener;
import io.signalbox.hub.GroupMember;
import io.signalbox.hub.GroupNames;
import io.signalbox.hub.Hub;
import io.signalbox.identity.UserKey;
import io.signalbox.workload.Workload;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Cases are assigned to those who are there: who comes into the hub's group of agents, with the first connection, and
 * who leaves it, with the last.
 */
@Singleton
final class AgentPresence implements GroupListener {
    private final Instance<Hub> hub;
    private final Workload workload;

    /** @param hub asked for later: it is made with its listeners */
    @Inject
    AgentPresence(Instance<Hub> hub, Workload workload) {
        this.hub = hub;
        this.workload = workload;
    }

    @Override
    public void joined(GroupMember member) {
        if (member.group().equals(GroupNames.AGENTS)) {
            hub.get().sessions().of(member.user()).stream()
                    .filter(session -> session.identity().userType().serves())
                    .findFirst()
                    .ifPresent(session -> workload.agentOnline(session.identity()));
        }
    }

    @Override
    public void left(GroupMember member) {
        UserKey user = member.user();
        if (member.group().equals(GroupNames.AGENTS)) {
            workload.agentOffline(user);
        }
    }
}
