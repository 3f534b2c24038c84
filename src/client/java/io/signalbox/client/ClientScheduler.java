package io.signalbox.client;

import java.time.Duration;

/** The clock and the thread of the clients: tasks run one at a time, in order, and see what earlier ones did. */
interface ClientScheduler {
    /**
     * Runs a task soon, never within this call when it comes from a task.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the last client is closed
     */
    void execute(Runnable task);

    /** Runs a task later. */
    Timer after(Duration delay, Runnable task);

    /** A task that waits for its time. */
    interface Timer {
        /** Timers that never run. */
        Timer NONE = () -> {};

        /** Keeps it from running; nothing when it ran. */
        void cancel();
    }
}
