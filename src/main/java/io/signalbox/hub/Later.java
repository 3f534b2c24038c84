package io.signalbox.hub;

import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** What the application wants sent, but not by its own thread or not now. Safe from any thread. */
final class Later {
    /** Most sends that wait for their time. */
    static final int MAX_DELAYED = 10_000;

    private static final System.Logger LOG = System.getLogger(Later.class.getName());
    private static final Duration RETRY = Duration.ofMillis(100);

    private final Strands strands;
    private final NodeScheduler scheduler;
    private final AtomicInteger delayed = new AtomicInteger();

    Later(Strands strands, NodeScheduler scheduler) {
        this.strands = strands;
        this.scheduler = scheduler;
    }

    /** Runs a task behind those with the same key. @return false when there is no room: it will not run */
    boolean run(Object key, Runnable task) {
        return strands.execute(key, task);
    }

    /** @throws RejectedExecutionException when as many wait as may */
    Delayed after(Duration delay, Runnable send) {
        if (delayed.incrementAndGet() > MAX_DELAYED) {
            delayed.decrementAndGet();
            throw new RejectedExecutionException(MAX_DELAYED + " delayed sends wait already");
        }
        Delayed waiting = new Delayed(send);
        waiting.plan(delay);
        return waiting;
    }

    /** A send that waits for its time. */
    final class Delayed implements NodeScheduler.Task {
        private final Runnable send;
        private boolean over;
        private NodeScheduler.Task planned = () -> {};

        Delayed(Runnable send) {
            this.send = send;
        }

        @Override
        public void cancel() {
            NodeScheduler.Task task;
            synchronized (this) {
                task = planned;
            }
            if (ends()) {
                task.cancel();
            }
        }

        private void plan(Duration delay) {
            NodeScheduler.Task task = scheduler.after(delay, this::due);
            synchronized (this) {
                planned = task;
            }
        }

        private void due() {
            if (!strands.execute(this, this::run)) {
                plan(RETRY);
            }
        }

        private void run() {
            if (ends()) {
                try {
                    send.run();
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "a delayed message was not sent", e);
                }
            }
        }

        /** @return whether it had not ended before */
        private synchronized boolean ends() {
            if (over) {
                return false;
            }
            over = true;
            delayed.decrementAndGet();
            return true;
        }
    }
}
