package io.signalbox.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket in one number: the generic cell rate algorithm (ITU-T I.371). The number is the time, in nanoseconds
 * since 1970, at which the bucket will be full again; a message is allowed while that is less than a full bucket away.
 * A clock that is set back makes the bucket empty at worst. Safe from any thread.
 */
public final class RateLimit {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long intervalNanos;
    private final long toleranceNanos;
    private final AtomicLong fullAt = new AtomicLong(Long.MIN_VALUE);

    /**
     * @param perSecond messages a second in the long run, at least 1
     * @param burst messages at once after a pause, at least 1
     */
    public RateLimit(int perSecond, int burst) {
        intervalNanos = 1_000_000_000L / perSecond;
        toleranceNanos = intervalNanos * (burst - 1L);
    }

    /** Takes one token. @return 0 when there was one; else how many milliseconds until there is one, at least 1 */
    public long take(long nowMillis) {
        long now = nowMillis * NANOS_PER_MILLI;
        long latest = now + toleranceNanos + intervalNanos;
        while (true) {
            long present = fullAt.get();
            if (present > latest) {
                // Nobody takes more than there is, so this was set at a later time: the clock was set back.
                fullAt.compareAndSet(present, latest);
                continue;
            }
            long from = Math.max(present, now);
            long early = from - now - toleranceNanos;
            if (early > 0) {
                return (early + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
            }
            if (fullAt.compareAndSet(present, from + intervalNanos)) {
                return 0;
            }
        }
    }
}
