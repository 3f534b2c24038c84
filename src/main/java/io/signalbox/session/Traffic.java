package io.signalbox.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.node.MonotonicClock;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What goes over one connection, counted where it passes by: nothing is written anywhere, nobody is called. There is one
 * only where connections are recorded. Safe from any thread; what arrives is counted by one thread at a time, and so is
 * what leaves.
 */
public final class Traffic {
    private static final long NANOS_PER_MICRO = 1000;

    private final MonotonicClock time;
    private final Clock clock;
    private final AtomicLong messagesIn = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong messagesOut = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    private volatile long generation;

    /** Number of the last ping; 0 before the first. */
    @GuardedBy("this")
    private long ping;

    /** When it was sent; counts while {@link #awaited}. */
    @GuardedBy("this")
    private long pingNanos;

    @GuardedBy("this")
    private boolean awaited;

    @GuardedBy("this")
    private Pings pings = Pings.NONE;

    @GuardedBy("this")
    private Errors errors = Errors.NONE;

    /** @param time measures round trips */
    Traffic(MonotonicClock time, Clock clock) {
        this.time = time;
        this.clock = clock;
    }

    /** Its session is in the registry. @param number see {@link #generation} */
    void admitted(long number) {
        generation = number;
    }

    /**
     * Of those of one user the later one has the greater number, whatever their threads did meanwhile: the time of the
     * connect in microseconds, or more. 0 before it is in the registry.
     */
    public long generation() {
        return generation;
    }

    /** A message arrived. By one thread at a time. @param bytes of its payload, as it is without compression */
    public void received(int bytes) {
        add(messagesIn, 1);
        add(bytesIn, bytes);
    }

    /** A message was given to the wire. By one thread at a time. @param bytes as {@link #received} */
    void sent(int bytes) {
        add(messagesOut, 1);
        add(bytesOut, bytes);
    }

    /** A ping is about to be sent; one before it that was not answered never will be. @return its number */
    synchronized long pinged() {
        pings = pings.sent(awaited, now());
        ping++;
        awaited = true;
        pingNanos = time.nanos();
        return ping;
    }

    /** A pong arrived. @param number of the ping that it answers; one that is not awaited is ignored */
    public synchronized void answered(long number) {
        if (awaited && number == ping) {
            awaited = false;
            long micros = (time.nanos() - pingNanos) / NANOS_PER_MICRO;
            pings = pings.answered(Math.max(0, micros), now());
        }
    }

    /** Something of this connection failed. @param what short; no payload */
    public synchronized void failed(String what) {
        errors = new Errors(errors.count() + 1, what, now());
    }

    /** What it comes to so far. */
    public synchronized Reading read() {
        return new Reading(
                new Volume(messagesIn.get(), messagesOut.get(), bytesIn.get(), bytesOut.get()), pings, errors);
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** The only writer of a counter adds to it: without the cost of an atomic addition. */
    private static void add(AtomicLong counter, long value) {
        counter.lazySet(counter.getPlain() + value);
    }

    /** Everything at one moment. */
    public record Reading(Volume volume, Pings pings, Errors errors) {
        /** Of a connection over which nothing went. */
        public static final Reading NOTHING = new Reading(Volume.NONE, Pings.NONE, Errors.NONE);
    }

    /**
     * How much went over it.
     *
     * @param messagesIn that came from the client, refused ones included
     * @param messagesOut that were given to the wire
     * @param bytesIn of their payloads, as they are without compression; so is {@code bytesOut}
     */
    public record Volume(long messagesIn, long messagesOut, long bytesIn, long bytesOut) {
        public static final Volume NONE = new Volume(0, 0, 0, 0);

        /** In both directions. */
        public long messages() {
            return messagesIn + messagesOut;
        }
    }

    /**
     * What became of the pings of WebSocket connections. One that is still awaited is in neither number.
     *
     * @param answered pings with a pong
     * @param lost pings after which another one was due before their pong came
     * @param sumMicros sum of the times from a ping to its pong
     * @param minMicros the shortest; 0 when none was answered
     * @param maxMicros the longest
     * @param lastPing when the last was sent; null: none
     * @param lastPong when the last pong to one came; null: none
     */
    public record Pings(
            long answered,
            long lost,
            long sumMicros,
            long minMicros,
            long maxMicros,
            @Nullable Instant lastPing,
            @Nullable Instant lastPong) {
        public static final Pings NONE = new Pings(0, 0, 0, 0, 0, null, null);

        /** The true mean in milliseconds: the sum by the number; null when none was answered. */
        public @Nullable Double averageMillis() {
            return answered == 0 ? null : sumMicros / 1000.0 / answered;
        }

        /** The share without an answer, 0 to 1; 0 when nothing is known of any. */
        public double loss() {
            return lost == 0 ? 0 : (double) lost / (answered + lost);
        }

        private Pings sent(boolean lostOne, Instant at) {
            return new Pings(answered, lost + (lostOne ? 1 : 0), sumMicros, minMicros, maxMicros, at, lastPong);
        }

        private Pings answered(long micros, Instant at) {
            long min = answered == 0 ? micros : Math.min(minMicros, micros);
            return new Pings(answered + 1, lost, sumMicros + micros, min, Math.max(maxMicros, micros), lastPing, at);
        }
    }

    /**
     * What failed.
     *
     * @param last the code of the last one; null: none
     * @param lastAt when that was
     */
    public record Errors(
            long count, @Nullable String last, @Nullable Instant lastAt) {
        public static final Errors NONE = new Errors(0, null, null);
    }
}
