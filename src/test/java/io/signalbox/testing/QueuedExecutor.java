package io.signalbox.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Keeps tasks until the test runs them, in an order of its choice. Safe from any thread. */
public final class QueuedExecutor implements Executor {
    private final List<Runnable> tasks = new ArrayList<>();
    private boolean rejecting;

    @Override
    public synchronized void execute(Runnable task) {
        if (rejecting) {
            throw new RejectedExecutionException("told to reject");
        }
        tasks.add(task);
    }

    /** From now on refuses (or takes again) what comes. */
    public synchronized void reject(boolean value) {
        rejecting = value;
    }

    /** How many tasks wait. */
    public synchronized int waiting() {
        return tasks.size();
    }

    /** Runs the task at {@code index}, 0 being the oldest. */
    public void run(int index) {
        Runnable task;
        synchronized (this) {
            task = tasks.remove(index);
        }
        task.run();
    }

    /** Runs tasks, oldest first, until none waits, also those that come meanwhile. */
    public void runAll() {
        while (waiting() > 0) {
            run(0);
        }
    }
}
