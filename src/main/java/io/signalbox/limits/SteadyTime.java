package io.signalbox.limits;

import io.github.bucket4j.TimeMeter;
import java.time.Clock;

/**
 * The clock as a time that never goes back: when the clock is set back, time stands for a moment and goes on from there,
 * so that no window and no block becomes longer than it is. Safe from any thread.
 */
final class SteadyTime implements TimeMeter {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Clock clock;
    private long lastClock = Long.MIN_VALUE;
    private long behind;

    SteadyTime(Clock clock) {
        this.clock = clock;
    }

    /** The clock is read under the lock, so that readings come in order. */
    @Override
    public synchronized long currentTimeNanos() {
        long now = clock.millis();
        if (now < lastClock) {
            behind += lastClock - now;
        }
        lastClock = now;
        return (now + behind) * NANOS_PER_MILLI;
    }

    @Override
    public boolean isWallClockBased() {
        return true;
    }
}
