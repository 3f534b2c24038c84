package io.signalbox.hub;

import io.signalbox.limits.Quotas;
import io.signalbox.node.MonotonicClock;
import io.signalbox.session.HeartbeatListener;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The ports of a hub, so that they travel together. */
public record HubPorts(
        Inbox inbox,
        Directory directory,
        NodeLinks links,
        GroupStore groups,
        HeartbeatListener heartbeat,
        GroupListener groupListener,
        WelcomeProvider welcome,
        Quotas quotas,
        Presence presence,
        DeliveryListener delivery,
        RetryPolicy retries,
        MessageRecorder recorder,
        ConnectionListener connections) {
    /** Without hooks of the heartbeat, a greeting, limits of users and tenants, observers of whatever, retries, and records. */
    public HubPorts(Inbox inbox, Directory directory, NodeLinks links, GroupStore groups) {
        this(
                inbox,
                directory,
                links,
                groups,
                HeartbeatListener.NONE,
                GroupListener.NONE,
                WelcomeProvider.NONE,
                Quotas.none(),
                Presence.unobserved(),
                DeliveryListener.NONE,
                RetryPolicy.NEVER,
                MessageRecorder.NONE,
                ConnectionListener.NONE);
    }

    /** All in memory: a hub for tests, and for a node without cluster and database. */
    public static HubPorts inMemory(String nodeId, Clock clock, HubSettings settings) {
        return new HubPorts(
                new InMemoryInbox(clock, settings.inboxRetention(), settings.inboxMessages()),
                new InMemoryDirectory(nodeId),
                new NoLinks(),
                new InMemoryGroupStore(settings.groups()));
    }

    /** What round trips are measured with; null: nothing is counted of single connections. */
    @Nullable
    MonotonicClock measuredWith() {
        return connections.measuredWith();
    }
}
