package io.signalbox.topics;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Warnings that may come with every event: one a minute is written, with how many were not. Safe from any thread. */
final class SparseLog {
    private static final System.Logger LOG = System.getLogger(Topics.class.getName());
    private static final long INTERVAL_MILLIS = 60_000;

    private final Clock clock;
    private boolean written;
    private long last;
    private long skipped;

    SparseLog(Clock clock) {
        this.clock = clock;
    }

    void warn(String text, @Nullable Throwable cause) {
        long unwritten;
        synchronized (this) {
            long now = clock.millis();
            // Set back, it is another minute as well.
            if (written && now >= last && now - last < INTERVAL_MILLIS) {
                skipped++;
                return;
            }
            written = true;
            last = now;
            unwritten = skipped;
            skipped = 0;
        }
        LOG.log(System.Logger.Level.WARNING, text + " (not logged since the last: " + unwritten + ")", cause);
    }
}
