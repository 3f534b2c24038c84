package io.signalbox.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads all clients of the process share: one scheduler, and a few that serve sockets. Made for the first client,
 * ended with the last. All are daemons.
 */
final class SharedThreads implements ClientScheduler {
    private static final System.Logger LOG = System.getLogger(SharedThreads.class.getName());
    private static final int SOCKET_THREADS = 4;
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final Object LOCK = new Object();

    private static @Nullable SharedThreads current;
    private static int users;

    private final ScheduledThreadPoolExecutor scheduler;
    private final ThreadPoolExecutor sockets;
    private final HttpClient http;

    private SharedThreads() {
        scheduler = new ScheduledThreadPoolExecutor(1, daemons("signalbox-client-scheduler"));
        scheduler.setRemoveOnCancelPolicy(true);
        sockets = idling(SOCKET_THREADS, "signalbox-client-socket");
        http = HttpClient.newBuilder().executor(sockets).build();
    }

    /** The threads of now; each call is matched by one of {@link #release}. */
    static SharedThreads acquire() {
        synchronized (LOCK) {
            SharedThreads threads = current == null ? new SharedThreads() : current;
            current = threads;
            users++;
            return threads;
        }
    }

    /** Gives them back. What the scheduler has to run at once it still runs. */
    void release() {
        synchronized (LOCK) {
            users--;
            if (users == 0) {
                current = null;
                scheduler.shutdown();
            }
        }
    }

    /** Threads that end by themselves when there is nothing to do. */
    static ThreadPoolExecutor idling(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Its own thread ends once nobody refers to it and its sockets are closed. */
    HttpClient http() {
        return http;
    }

    /** For what may block a little, as looking up a name does. */
    Executor sockets() {
        return sockets;
    }

    @Override
    public void execute(Runnable task) {
        scheduler.execute(guarded(task));
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Future<?> future = scheduler.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** An exception would vanish in a future that nobody reads. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a task of the client failed", e);
            }
        };
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger last = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + last.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
