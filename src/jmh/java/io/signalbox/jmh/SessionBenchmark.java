package io.signalbox.jmh;

import io.signalbox.session.ClientSession;
import io.signalbox.transport.Wire;
import java.util.ArrayDeque;
import java.util.Queue;
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

/** The outbox, by its owner: 64 messages wait behind a write, and are polled when it completes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SessionBenchmark {
    private static final int BATCH = 64;

    private final HeldWire wire = new HeldWire();
    private final ClientSession session = new BenchHub().session("alice", wire);

    /** Time per message. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public boolean enqueueAndPoll() {
        boolean taken = true;
        for (int i = 0; i < BATCH; i++) {
            taken &= session.enqueue(Texts.TO_BOB, null);
        }
        session.flush();
        wire.completeAll();
        if (!taken) {
            throw new IllegalStateException("the outbox was full: nothing is measured");
        }
        return taken;
    }

    /** Sends complete when the benchmark says so. */
    private static final class HeldWire implements Wire {
        private final Queue<Completion> held = new ArrayDeque<>();

        @Override
        public void send(String text, Completion done) {
            held.add(done);
        }

        @Override
        public void close(int code, String reason) {
            throw new IllegalStateException("closed: " + code + " " + reason);
        }

        void completeAll() {
            for (Completion done = held.poll(); done != null; done = held.poll()) {
                done.sent(true);
            }
        }
    }
}
