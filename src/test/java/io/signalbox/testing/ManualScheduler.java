package io.signalbox.testing;

import io.signalbox.node.NodeScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A scheduler whose time passes only by {@link #advance}; what is due then runs on the caller's thread, in order. */
public final class ManualScheduler implements NodeScheduler {
    private final List<Planned> planned = new ArrayList<>();
    private long nowNanos;

    @Override
    public Task every(Duration interval, Runnable task) {
        return plan(interval, interval, task);
    }

    @Override
    public Task after(Duration delay, Runnable task) {
        return plan(delay, Duration.ZERO, task);
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        long end;
        synchronized (this) {
            end = nowNanos + time.toNanos();
        }
        while (true) {
            Planned due;
            synchronized (this) {
                due = planned.stream()
                        .filter(task -> task.at <= end)
                        .min(Comparator.comparingLong(task -> task.at))
                        .orElse(null);
                if (due == null) {
                    nowNanos = end;
                    return;
                }
                nowNanos = due.at;
                if (due.interval == 0) {
                    planned.remove(due);
                } else {
                    due.at += due.interval;
                }
            }
            due.task.run();
        }
    }

    /** How many tasks wait. */
    public synchronized int waiting() {
        return planned.size();
    }

    private synchronized Task plan(Duration delay, Duration interval, Runnable task) {
        Planned plan = new Planned(nowNanos + delay.toNanos(), interval.toNanos(), task);
        planned.add(plan);
        return () -> cancel(plan);
    }

    private synchronized void cancel(Planned plan) {
        planned.remove(plan);
    }

    private static final class Planned {
        private final long interval;
        private final Runnable task;
        private long at;

        Planned(long at, long interval, Runnable task) {
            this.at = at;
            this.interval = interval;
            this.task = task;
        }
    }
}
