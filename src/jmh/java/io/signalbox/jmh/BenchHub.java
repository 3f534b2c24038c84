package io.signalbox.jmh;

import io.signalbox.hub.Hub;
import io.signalbox.hub.HubSettings;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import io.signalbox.session.ClientSession;
import io.signalbox.session.SessionRegistry;
import io.signalbox.session.SessionSettings;
import io.signalbox.transport.Wire;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A hub in memory whose strands run on the caller's thread and whose wires take everything and keep nothing. */
final class BenchHub {
    private static final int STRANDS = 64;
    private static final int STRAND_CAPACITY = 1024;
    private static final HubSettings HUB = new HubSettings(STRANDS, STRAND_CAPACITY, 10_000, Duration.ofDays(7), 100);
    private static final SessionSettings SESSION =
            new SessionSettings(1024, 4 * 1024 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(90));
    private static final Tenant TENANT = new Tenant(Tenant.DEFAULT_APP, Tenant.DEFAULT_NAMESPACE);

    private final Clock clock = Clock.systemUTC();
    private final Metrics metrics = new Metrics();
    private final Hub hub = new Hub(
            "node-a",
            HUB,
            SESSION,
            new SessionRegistry(),
            Hub.HubPorts.inMemory("node-a", clock, HUB),
            new Strands(Runnable::run, STRANDS, STRAND_CAPACITY),
            new NoScheduler(),
            metrics,
            clock);

    /** A connection of a user. */
    ClientSession open(String userId) {
        return hub.open(identity(userId), new NoWire());
    }

    void close(ClientSession session) {
        hub.closed(session);
    }

    void receive(ClientSession from, String text) {
        hub.receive(from, text);
    }

    /** A session that no hub knows. @param wire where it writes */
    ClientSession session(String userId, Wire wire) {
        return new ClientSession(identity(userId), wire, SESSION, metrics, clock);
    }

    private static Identity identity(String userId) {
        String clientId = "c-" + userId;
        return new Identity(new UserKey(TENANT, userId), userId, "visitor", clientId, clientId, List.of());
    }

    /** Completes each send at once. */
    private static final class NoWire implements Wire {
        @Override
        public void send(String text, Completion done) {
            done.sent(true);
        }

        @Override
        public void close(int code, String reason) {}
    }

    /** Nothing here waits for time. */
    private static final class NoScheduler implements NodeScheduler {
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
