package io.signalbox.workload;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * In what a load is counted (contract 2.23): the cases that an agent has now, and how many it took in each hour, day,
 * month and year of UTC. The name in lower case is the one of the wire.
 */
public enum Dimension {
    /** Cases that are open now; kept for ever. */
    REALTIME(1),
    /** Kept for 7 days. */
    HOURLY(7 * 24),
    /** Kept for 90 days. */
    DAILY(90),
    /** Kept for 13 months. */
    MONTHLY(13),
    /** Kept for 5 years. */
    YEARLY(5);

    private static final long HOUR_SECONDS = 3600;

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final int periods;

    Dimension(int periods) {
        this.periods = periods;
    }

    public String wireName() {
        return wireName;
    }

    /** Number of the period that an instant is in; a later period has a greater one. */
    public long period(Instant at) {
        return switch (this) {
            case REALTIME -> 0;
            case HOURLY -> Math.floorDiv(at.getEpochSecond(), HOUR_SECONDS);
            case DAILY -> at.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
            case MONTHLY -> at.atOffset(ZoneOffset.UTC).getLong(ChronoField.PROLEPTIC_MONTH);
            case YEARLY -> at.atOffset(ZoneOffset.UTC).getYear();
        };
    }

    /** The oldest period that is kept; the present one is the last. */
    public long oldestKept(Instant now) {
        return period(now) - periods + 1;
    }
}
