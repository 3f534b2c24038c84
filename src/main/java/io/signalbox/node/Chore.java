package io.signalbox.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Work that is done again and again on a thread that may block. One run at a time, and at most one that waits for it:
 * else a slow database would get one more with each interval. A run that fails, or that no worker took, is warned of at most once a minute, and the next
 * comes all the same. Safe from any thread.
 */
public final class Chore {
    private final String failed;
    private final Runnable work;
    private final Executor workers;
    private final SparseLog warnings;

    @GuardedBy("this")
    private boolean running;

    @GuardedBy("this")
    private boolean again;

    /**
     * @param failed what is not done when it fails, and when it is tried again, for the log
     * @param work one run; throws when it is to be warned of
     * @param logger where that is written
     */
    public Chore(String failed, Runnable work, Executor workers, System.Logger logger, Clock clock) {
        this.failed = failed;
        this.work = work;
        this.workers = workers;
        this.warnings = new SparseLog(logger, clock);
    }

    /** Begins a run; when one is under way there is one more after it. Never blocks. */
    public void begin() {
        synchronized (this) {
            again = running;
            if (running) {
                return;
            }
            running = true;
        }
        submit();
    }

    private void submit() {
        boolean taken = false;
        try {
            workers.execute(this::run);
            taken = true;
        } catch (RejectedExecutionException e) {
            warnings.warn(failed + ": no worker is free", null);
        } finally {
            // Also after an Error, else there would be no next run.
            if (!taken) {
                ended();
            }
        }
    }

    private void run() {
        boolean more;
        try {
            work.run();
        } catch (RuntimeException e) {
            warnings.warn(failed + ": " + e.getMessage(), e);
        } finally {
            more = ended();
        }
        if (more) {
            begin();
        }
    }

    /** @return whether it was to begin meanwhile */
    private synchronized boolean ended() {
        boolean more = again;
        running = false;
        again = false;
        return more;
    }
}
