package io.signalbox.jmh;

import io.signalbox.metrics.Metrics;
import io.signalbox.session.ClientSession;
import io.signalbox.session.LoginLimits;
import io.signalbox.session.Outgoing;
import io.signalbox.session.SessionListener;
import io.signalbox.session.SessionPolicy;
import io.signalbox.session.SessionRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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

/** One session: its outbox, and its place in the registry. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SessionBenchmark {
    private static final int OTHERS = 10_000;

    private final SessionPolicy policy =
            new SessionPolicy(BenchHub.SESSION, new Metrics(), Clock.systemUTC(), SessionListener.NONE);
    private final ClientSession session = session("alice");
    private final ClientSession passing = session("carol");
    private final SessionRegistry registry = new SessionRegistry();
    private final Outgoing message = Outgoing.system(Texts.TO_BOB.getBytes(StandardCharsets.UTF_8));

    public SessionBenchmark() {
        for (int i = 0; i < OTHERS; i++) {
            registry.admit(session("u" + i), LoginLimits.NONE);
        }
    }

    /** Into the outbox and, sixteen at a time, out of it. */
    @Benchmark
    public boolean enqueueAndPoll() {
        return session.send(message);
    }

    /** Into a registry of 10,000 others and out of it. */
    @Benchmark
    public boolean registerAndUnregister() {
        registry.admit(passing, LoginLimits.NONE);
        return registry.remove(passing);
    }

    private ClientSession session(String userId) {
        return ClientSession.open(BenchHub.identity(userId), new DrainingWire(), policy);
    }
}
