package io.signalbox.testing;

import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** A clock that stands still until it is told. Safe from any thread. */
public final class ManualClock extends Clock {
    /** Where every manual clock begins. */
    public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private volatile Instant now = START;

    /** Moves time forward. */
    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }

    /** The same time for buckets. */
    public TimeMeter meter() {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return TimeUnit.MILLISECONDS.toNanos(millis());
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("always UTC");
    }
}
