package io.signalbox.jmh;

import io.signalbox.session.ClientSession;
import java.nio.charset.StandardCharsets;
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

/** The whole way of a message through the hub: decode, check, route, encode, enqueue, hand to the wire. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class HubBenchmark {
    private static final int RECEIVERS = 1000;

    private final BenchHub pair = new BenchHub();
    private final BenchHub crowd = new BenchHub();
    private final ClientSession alice = pair.open("alice");
    private final ClientSession publisher = crowd.open("publisher");
    private final byte[] toBob = Texts.TO_BOB.getBytes(StandardCharsets.UTF_8);
    private final byte[] toAll = Texts.TO_ALL.getBytes(StandardCharsets.UTF_8);

    public HubBenchmark() {
        pair.open("bob");
        for (int i = 0; i < RECEIVERS; i++) {
            crowd.open("u" + i);
        }
    }

    /** From the bytes of a frame to the receiver's wire. */
    @Benchmark
    public void messageToOneUser() {
        pair.receive(alice, toBob);
    }

    /** Time per delivery of a broadcast to 1,000. */
    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public void broadcastPerDelivery() {
        crowd.receive(publisher, toAll);
    }

    /** A connection is registered, welcomed and gone again. */
    @Benchmark
    public void registerAndUnregister() {
        pair.close(pair.open("carol"));
    }
}
