package io.signalbox.transport;

import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.core.BaseContainer;
import org.jspecify.annotations.Nullable;

/**
 * Takes away what costs Tyrus 2.1.5 more than half of its time: for each message in or out it schedules an idle timer,
 * also when there is no idle timeout, and the container's scheduler collects the caller's context each time by looking
 * through all jars. In its place comes a plain scheduler that does nothing when the timeout is zero. It is set by
 * reflection, once, before the first connection; where that does not work everything stays as it was.
 */
public final class TyrusIdleFix implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TyrusIdleFix.class.getName());
    private static final String FIELD = "managedScheduledExecutorService";
    /** For timeouts of endpoints that are not ours, such as the console's push. */
    private static final int THREADS = 2;

    private final BaseContainer container;
    private final Field field;
    private final @Nullable Object before;
    private final ScheduledThreadPoolExecutor plain;

    private TyrusIdleFix(BaseContainer container, Field field, @Nullable Object before) {
        this.container = container;
        this.field = field;
        this.before = before;
        plain = new ScheduledThreadPoolExecutor(
                THREADS,
                task -> {
                    Thread thread = new Thread(task, "signalbox-tyrus-timer");
                    thread.setDaemon(true);
                    return thread;
                },
                // After the end: a timer that comes too late is for a connection that ends anyway.
                new ThreadPoolExecutor.DiscardPolicy());
        plain.setRemoveOnCancelPolicy(true);
    }

    /** Applies it to the server's WebSocket container. @return null when it cannot be applied, which is logged */
    public static @Nullable TyrusIdleFix applyTo(Object container) {
        try {
            if (!(container instanceof BaseContainer tyrus)) {
                throw new NoSuchFieldException(
                        "the container is " + container.getClass().getName());
            }
            Field field = BaseContainer.class.getDeclaredField(FIELD);
            field.setAccessible(true);
            TyrusIdleFix fix = new TyrusIdleFix(tyrus, field, field.get(tyrus));
            field.set(tyrus, new IdleScheduler(fix.plain));
            return fix;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the idle timers of the WebSocket container stay as they are, and cost: {0}",
                    e.toString());
            return null;
        }
    }

    /** The container has its own scheduler again; timers that are set do not run any more. Idempotent. */
    @Override
    public void close() {
        try {
            field.set(container, before);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the container keeps the replaced scheduler: {0}", e.toString());
        }
        plain.shutdownNow();
    }

    /** Timers that wait or ran, without those that were cancelled and without one that runs now. */
    long timersSet() {
        // Not the task count: that counts each thread that is just starting as a task.
        return plain.getCompletedTaskCount() + plain.getQueue().size();
    }

    /** Passes on what is to be done later. What Tyrus schedules for now is an idle timeout of zero: never. */
    private static final class IdleScheduler extends AbstractExecutorService implements ScheduledExecutorService {
        private final ScheduledExecutorService plain;

        IdleScheduler(ScheduledExecutorService plain) {
            this.plain = plain;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            return delay <= 0 ? Never.INSTANCE : plain.schedule(command, delay, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
            return plain.schedule(callable, delay, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
            return plain.scheduleAtFixedRate(command, delay, period, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long delay, long interval, TimeUnit unit) {
            return plain.scheduleWithFixedDelay(command, delay, interval, unit);
        }

        @Override
        public void execute(Runnable command) {
            plain.execute(command);
        }

        @Override
        public void shutdown() {
            plain.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return plain.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return plain.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return plain.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return plain.awaitTermination(timeout, unit);
        }
    }

    /** Was cancelled before it began. */
    private static final class Never extends FutureTask<Void> implements ScheduledFuture<Void> {
        static final Never INSTANCE = new Never();

        private Never() {
            super(() -> {}, null);
            cancel(false);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
