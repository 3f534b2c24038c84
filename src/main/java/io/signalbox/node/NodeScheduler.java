package io.signalbox.node;

import java.time.Duration;

/** Runs work later and again. What it runs must be short: it is not for database calls. */
public interface NodeScheduler {
    /** Runs {@code task} each {@code interval}, first after one interval; an exception or an error is logged and does not end it. */
    Task every(Duration interval, Runnable task);

    /** Runs {@code task} once, after {@code delay}. */
    Task after(Duration delay, Runnable task);

    /** Something scheduled. */
    interface Task {
        /** It will not run again; a run under way finishes. Idempotent. */
        void cancel();
    }
}
