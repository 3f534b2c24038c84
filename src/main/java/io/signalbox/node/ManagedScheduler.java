package io.signalbox.node;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Schedules on the container's executor. */
final class ManagedScheduler implements NodeScheduler {
    private static final System.Logger LOG = System.getLogger(ManagedScheduler.class.getName());

    private final ScheduledExecutorService executor;

    ManagedScheduler(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    @Override
    public Task every(Duration interval, Runnable task) {
        return task(executor.scheduleWithFixedDelay(
                guarded(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public Task after(Duration delay, Runnable task) {
        return task(executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    private static Task task(Future<?> future) {
        return () -> future.cancel(false);
    }

    /** An exception or an error would end a repeated task without a word. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a scheduled task failed", e);
            }
        };
    }
}
