package io.signalbox.node;

/** A clock for durations: it only goes forward, whatever is done to the time of day. Safe from any thread. */
@FunctionalInterface
public interface MonotonicClock {
    /** The one of this machine. */
    MonotonicClock SYSTEM = System::nanoTime;

    /** Nanoseconds since some moment; only the difference between two of them means anything. */
    long nanos();
}
