package io.signalbox.hub;

import io.signalbox.jmh.BenchHub;
import io.signalbox.jmh.DrainingWire;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Strands;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.session.ClientSession;
import io.signalbox.session.LoginLimits;
import io.signalbox.session.SessionListener;
import io.signalbox.session.SessionPolicy;
import io.signalbox.session.SessionRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A decoded message of 128 bytes: accepted, routed to a session that is there, stamped, encoded, enqueued. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RouteBenchmark {
    private final Clock clock = Clock.systemUTC();
    private final Metrics metrics = new Metrics();
    private final SessionPolicy policy = new SessionPolicy(BenchHub.SESSION, metrics, clock, SessionListener.NONE);
    private final SessionRegistry sessions = new SessionRegistry();
    private final GroupStore groups = new InMemoryGroupStore();
    private final LocalDelivery local = new LocalDelivery(sessions, groups);
    private final Directory directory = new InMemoryDirectory("node-a");
    private final Router router = new Router(
            "node-a",
            local,
            new HubPorts(new InMemoryInbox(clock, Duration.ofDays(7), 10_000), directory, new NoLinks(), groups),
            new GroupSends(groups, local, directory, GroupSettings.DEFAULTS.maxTrackedMembers()),
            TrafficCopies.NONE,
            true,
            metrics,
            clock);
    private final Submission submission = new Submission(
            router,
            new Strands(Runnable::run, 64, 1024),
            (key, task) -> task.run(),
            new IdempotencyWindow(new IdempotencySettings(Duration.ofMinutes(2), 100_000), clock),
            new Acknowledgements(
                    new InMemoryInbox(clock, Duration.ofDays(7), 10_000),
                    (key, task) -> task.run(),
                    router::delivered,
                    new BenchHub.NoScheduler(),
                    metrics),
            local,
            metrics);
    private final ClientSession alice = session("alice");
    private final Message message = Message.builder(MessageType.TEXT)
            .receiver("bob")
            .content("x".repeat(76))
            .build();

    public RouteBenchmark() {
        sessions.admit(session("bob"), LoginLimits.NONE);
    }

    @Benchmark
    public void acceptRouteEncodeEnqueue() {
        submission.submit(alice, message);
    }

    private ClientSession session(String userId) {
        return ClientSession.open(BenchHub.identity(userId), new DrainingWire(), policy);
    }
}
