package io.signalbox.node;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that may wait for the database and the cluster: a fixed number, and a bounded queue before them. What
 * does not fit is refused with {@link java.util.concurrent.RejectedExecutionException}.
 */
public final class WorkerPool implements Executor, AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final int places;

    /**
     * Starts all threads at once: a managed thread belongs to the component that was active when it was made, and that
     * must be this application, not whoever happens to bring the first task.
     *
     * @param factory makes threads on which transactions and naming work
     */
    public WorkerPool(int size, int queue, ThreadFactory factory) {
        places = queue;
        threads = new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), factory);
        threads.prestartAllCoreThreads();
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** The part of the queue that is taken, 0 to 1: a momentary value. */
    public double fill() {
        return (double) threads.getQueue().size() / places;
    }

    /** Lets what runs and waits finish, for at most {@code 5} seconds. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
