package io.signalbox.node;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs tasks with the same key one after the other, in the order they came, on a shared executor; tasks of different
 * keys run in parallel. Keys are hashed onto a fixed number of strands, each with a bounded queue, so memory is bounded
 * whatever the number of keys. Safe from any thread.
 */
public final class Strands {
    private static final System.Logger LOG = System.getLogger(Strands.class.getName());
    /** How many tasks one turn runs before the strand yields its thread to others. */
    private static final int TURN = 64;

    private final Strand[] strands;
    private final int capacity;

    /**
     * @param executor where strands run; may block
     * @param count number of strands
     * @param capacity most tasks waiting in one strand
     */
    public Strands(Executor executor, int count, int capacity) {
        this.capacity = capacity;
        strands = new Strand[count];
        for (int i = 0; i < count; i++) {
            strands[i] = new Strand(executor, capacity);
        }
    }

    /** @return false when the strand of {@code key} is full or its executor refuses: the task will not run */
    public boolean execute(Object key, Runnable task) {
        return strand(key).offer(task, false);
    }

    /**
     * The same also when the strand is full: for the end of something whose number is bounded elsewhere.
     *
     * @return false when the executor refuses: the task will not run
     */
    public boolean executeRegardless(Object key, Runnable task) {
        return strand(key).offer(task, true);
    }

    private Strand strand(Object key) {
        int hash = key.hashCode();
        return strands[Math.floorMod(hash ^ (hash >>> 16), strands.length)];
    }

    /** The part of the places for waiting tasks that is taken, in all strands, 0 to 1: a momentary value. */
    public double fill() {
        return (double) waiting() / ((long) strands.length * capacity);
    }

    /** Tasks waiting, in all strands: a momentary value. */
    public int waiting() {
        int waiting = 0;
        for (Strand strand : strands) {
            waiting += strand.size();
        }
        return waiting;
    }

    private static final class Strand implements Runnable {
        private final Executor executor;
        private final int capacity;
        private final Queue<Runnable> queue = new ArrayDeque<>();
        private boolean scheduled;

        Strand(Executor executor, int capacity) {
            this.executor = executor;
            this.capacity = capacity;
        }

        boolean offer(Runnable task, boolean regardless) {
            synchronized (this) {
                if (queue.size() >= capacity && !regardless) {
                    return false;
                }
                queue.add(task);
                if (scheduled) {
                    return true;
                }
                scheduled = true;
            }
            return schedule(task);
        }

        synchronized int size() {
            return queue.size();
        }

        @Override
        public void run() {
            boolean idle = false;
            try {
                idle = turn();
            } finally {
                // Also after an Error, which ends this thread's work: what waits behind it still runs.
                if (!idle) {
                    goOn();
                }
            }
        }

        /** @return whether nothing is left to do */
        private boolean turn() {
            for (int i = 0; i < TURN; i++) {
                Runnable task;
                synchronized (this) {
                    task = queue.poll();
                    if (task == null) {
                        scheduled = false;
                        return true;
                    }
                }
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "a task of a strand failed; the next ones go on", e);
                }
            }
            return false;
        }

        private void goOn() {
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                synchronized (this) {
                    scheduled = false;
                }
                LOG.log(System.Logger.Level.WARNING, "strand waits for its next task: its executor takes no work");
            }
        }

        private boolean schedule(Runnable task) {
            try {
                executor.execute(this);
                return true;
            } catch (RejectedExecutionException e) {
                synchronized (this) {
                    scheduled = false;
                    queue.remove(task);
                }
                return false;
            }
        }
    }
}
