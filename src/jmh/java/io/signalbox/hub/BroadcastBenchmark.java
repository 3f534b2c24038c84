package io.signalbox.hub;

import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.jmh.BenchHub;
import io.signalbox.jmh.DrainingWire;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Lane;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.session.ClientSession;
import io.signalbox.session.LoginLimits;
import io.signalbox.session.Outgoing;
import io.signalbox.session.SessionListener;
import io.signalbox.session.SessionPolicy;
import io.signalbox.session.SessionRegistry;
import io.signalbox.transport.OutboundFrame;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What each of 10,000 receivers costs of one message: to all of their app or namespace, by looking at every session, and
 * to the group that all are in. Every session has strings of its own, as handshakes make them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class BroadcastBenchmark {
    private static final int RECEIVERS = 10_000;
    private static final Tenant TENANT = new Tenant("app", "namespace");

    private final SessionRegistry sessions = new SessionRegistry();
    private final GroupStore groups = new InMemoryGroupStore();
    private final LocalDelivery local = new LocalDelivery(sessions, groups);
    private final Outgoing outgoing;

    public BroadcastBenchmark() {
        SessionPolicy policy =
                new SessionPolicy(BenchHub.SESSION, new Metrics(), Clock.systemUTC(), SessionListener.NONE);
        for (int i = 0; i < RECEIVERS; i++) {
            Tenant tenant = new Tenant(copy(TENANT.appId()), copy(TENANT.namespace()));
            Identity identity = Identity.visitor(new UserKey(tenant, "u" + i), "c" + i, List.of("g"));
            sessions.admit(ClientSession.open(identity, new DrainingWire(), policy), LoginLimits.NONE);
            if (!(groups.join(identity.user(), List.of("g")) instanceof GroupOutcome.Done)) {
                throw new IllegalStateException("not a member: " + i);
            }
        }
        Message message = Message.builder(MessageType.ANNOUNCEMENT)
                .content("x".repeat(76))
                .build();
        outgoing = new Outgoing(
                OutboundFrame.text(JsonCodec.encode(message).liveBytes()), Lane.NORMAL, Outgoing.NO_DEADLINE, null);
    }

    private static String copy(String text) {
        return String.copyValueOf(text.toCharArray());
    }

    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public void toApp() {
        local.toApp("app", outgoing, null);
    }

    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public void toNamespace() {
        local.toNamespace(TENANT, outgoing, null);
    }

    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public void toGroup() {
        local.toGroups(TENANT, List.of("g"), outgoing, null);
    }
}
