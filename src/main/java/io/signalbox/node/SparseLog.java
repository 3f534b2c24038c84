package io.signalbox.node;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Warnings that may come with every event: one a minute is written, with how many were not. Safe from any thread. */
public final class SparseLog {
    private static final long INTERVAL_MILLIS = 60_000;

    private final System.Logger logger;
    private final Clock clock;
    private boolean written;
    private long last;
    private long skipped;

    /** @param logger where it is written */
    public SparseLog(System.Logger logger, Clock clock) {
        this.logger = logger;
        this.clock = clock;
    }

    /** Writes it, or counts it. @param text no payload */
    public void warn(String text, @Nullable Throwable cause) {
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
        logger.log(System.Logger.Level.WARNING, text + " (not logged since the last: " + unwritten + ")", cause);
    }
}
