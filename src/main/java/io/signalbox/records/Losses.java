package io.signalbox.records;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.metrics.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says that changes of records were lost: each is counted, and at most once a minute it is logged how many there were
 * since when, and why the last one was. Safe from any thread; never blocks.
 */
final class Losses {
    private static final System.Logger LOG = System.getLogger(Losses.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final RecordKind kind;
    private final Metrics metrics;
    private final Clock clock;

    @GuardedBy("this")
    private long unreported;

    /** When the first of those was lost. */
    @GuardedBy("this")
    private @Nullable Instant since;

    @GuardedBy("this")
    private @Nullable Instant reported;

    @GuardedBy("this")
    private String reason = "";

    Losses(RecordKind kind, Metrics metrics, Clock clock) {
        this.kind = kind;
        this.metrics = metrics;
        this.clock = clock;
    }

    void add(int lost, String why) {
        metrics.count(kind.lost(), lost);
        synchronized (this) {
            unreported += lost;
            since = since == null ? clock.instant() : since;
            reason = why;
        }
        report(false);
    }

    /** Logs what was not logged yet, if it is time. @param now without regard to when the last time was */
    void report(boolean now) {
        String text;
        synchronized (this) {
            Instant at = clock.instant();
            boolean due = reported == null || !at.isBefore(reported.plus(INTERVAL)) || at.isBefore(reported);
            if (unreported == 0 || !(due || now)) {
                return;
            }
            text = unreported + " changes of " + kind.text() + " records lost since " + since + ": " + reason;
            reported = at;
            unreported = 0;
            since = null;
        }
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
