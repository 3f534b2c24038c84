package io.signalbox.jmh;

import io.signalbox.hub.CommandSettings;
import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.GroupSettings;
import io.signalbox.hub.Hub;
import io.signalbox.hub.HubPorts;
import io.signalbox.hub.HubSettings;
import io.signalbox.hub.IdempotencySettings;
import io.signalbox.hub.LoginSettings;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeRole;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import io.signalbox.session.ClientSession;
import io.signalbox.session.SessionRegistry;
import io.signalbox.session.SessionSettings;
import io.signalbox.testing.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A hub in memory whose strands run on the caller's thread and whose wires take everything and keep nothing. */
public final class BenchHub {
    private static final int STRANDS = 64;
    private static final int STRAND_CAPACITY = 1024;
    private static final HubSettings HUB = new HubSettings(
            STRANDS,
            STRAND_CAPACITY,
            10_000,
            Duration.ofDays(7),
            100,
            false,
            false,
            true,
            Duration.ofSeconds(30),
            new CommandSettings(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1), 1000, 16),
            GroupSettings.DEFAULTS,
            new IdempotencySettings(Duration.ofMinutes(2), 100_000),
            LoginSettings.DEFAULT,
            CursorSettings.DEFAULT);
    private static final NodeInfo SELF = new NodeInfo("node-a", "i", "127.0.0.1", 8080, NodeRole.HUB, Instant.EPOCH);
    private static final Tenant TENANT = new Tenant(Tenant.DEFAULT_APP, Tenant.DEFAULT_NAMESPACE);
    /** Without limits of the rate: one thread sends more than the highest that can be set. */
    public static final SessionSettings SESSION = Sessions.settings("rate", 0, "user-rate", 0);

    private final Clock clock = Clock.systemUTC();
    private final Hub hub = new Hub(
            SELF,
            HUB,
            SESSION,
            new SessionRegistry(),
            HubPorts.inMemory("node-a", clock, HUB),
            new Strands(Runnable::run, STRANDS, STRAND_CAPACITY),
            new NoScheduler(),
            new Metrics(),
            clock);

    /** A connection of a user. */
    public ClientSession open(String userId) {
        return hub.open(identity(userId), new DrainingWire());
    }

    void close(ClientSession session) {
        hub.closed(session);
    }

    void receive(ClientSession from, byte[] utf8) {
        hub.receive(from, utf8, 0, utf8.length);
    }

    public static Identity identity(String userId) {
        String clientId = "c-" + userId;
        return Identity.visitor(new UserKey(TENANT, userId), clientId, List.of());
    }

    /** Nothing here waits for time. */
    public static final class NoScheduler implements NodeScheduler {
        @Override
        public Task every(Duration interval, Runnable task) {
            return () -> {};
        }

        @Override
        public Task after(Duration delay, Runnable task) {
            return () -> {};
        }
    }
}
