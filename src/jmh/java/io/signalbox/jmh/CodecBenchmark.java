package io.signalbox.jmh;

import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

/** Text to envelope and back; 128 characters of content. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class CodecBenchmark {
    private final Message message = (Message) JsonCodec.decode(Texts.TO_BOB);
    private final byte[] bytes = Texts.TO_BOB.getBytes(StandardCharsets.UTF_8);
    private final Stamp stamp =
            new Stamp(new Stamp.Origin("alice", "alice", "visitor", "c-alice", "__default_app__", "__default_ns__"));
    private final Instant now = Instant.parse("2026-11-22T10:00:00.123Z");

    @Benchmark
    public Frame decode() {
        return JsonCodec.decode(bytes, 0, bytes.length);
    }

    /** With what the hub says of the sender. */
    @Benchmark
    public EncodedMessage encodeStamped() {
        return stamp.encode(message, "m1", now);
    }

    @Benchmark
    public EncodedMessage encode() {
        return JsonCodec.encode(message);
    }
}
