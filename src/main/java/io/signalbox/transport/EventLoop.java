package io.signalbox.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves many sockets. It is a daemon with a name, runs from {@link #start} to {@link #stop}, and calls
 * everything it serves itself: nothing that it runs may block.
 *
 * <p>A turn reads what is readable, runs tasks and timers, and then flushes every connection that got something to
 * write meanwhile, once: what many messages put into one connection's outbox during a turn costs one system call.
 */
public final class EventLoop {
    private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());
    /** Largest piece that is read from a socket at once, and written to one. */
    static final int BUFFER = 64 * 1024;

    private final Selector selector;
    private final LoopThread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Whether the selector was woken for tasks that are not seen yet: one wake-up is enough for all of them. */
    private final AtomicBoolean woken = new AtomicBoolean();
    /** Touched by the loop only. */
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(BUFFER);
    private volatile boolean stopped;

    /** @param name of the thread */
    public EventLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector for " + name, e);
        }
        thread = new LoopThread(this, this::run, name);
    }

    /** Starts the thread. Once. */
    public void start() {
        thread.start();
    }

    /** Ends the thread and closes its sockets; waits a moment for it. Tasks and timers that are left do not run. */
    public void stop() {
        stopped = true;
        selector.wakeup();
        if (inLoop()) {
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs {@code task} on the loop, soon, after those that were handed in before; never once it stopped. Any thread. */
    public void execute(Runnable task) {
        if (stopped) {
            return;
        }
        tasks.add(task);
        if (!inLoop() && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Runs {@code task} on the loop once, after {@code delay}. Any thread. */
    public Timer after(Duration delay, Runnable task) {
        Timer timer = new Timer(System.nanoTime() + delay.toNanos(), task);
        execute(() -> timers.add(timer));
        return timer;
    }

    /** Whether the caller is the loop's thread. */
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /**
     * Sends {@code request} over a new connection.
     *
     * @param deadline for everything: finding the address, connecting, the answer's head and body
     * @param bodyLimit most bytes of the body to wait for when the answer is not an upgrade
     * @return completed on the loop; fails with {@link DialException} only
     */
    public CompletionStage<DialResult> dial(GetRequest request, Duration deadline, int bodyLimit) {
        Dial dial = new Dial(this, request, bodyLimit);
        dial.begin(deadline);
        return dial.result();
    }

    /** Empty, and free for the handler until it returns to the loop. */
    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    SelectionKey register(SelectableChannel channel, int interest, Handler handler) throws IOException {
        return channel.register(selector, interest, handler);
    }

    private void run() {
        try {
            while (!stopped) {
                select();
                runTasks();
                runTimers();
                thread.flushBatch().run();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "event loop " + thread.getName() + " died: its sockets are closed", e);
        } finally {
            // However it ended: what is handed in from now on would wait for ever.
            stopped = true;
            close();
        }
    }

    private void select() throws IOException {
        Timer next = timers.peek();
        if (!tasks.isEmpty()) {
            selector.selectNow(EventLoop::ready);
        } else if (next == null) {
            selector.select(EventLoop::ready);
        } else {
            long millis = TimeUnit.NANOSECONDS.toMillis(next.dueNanos - System.nanoTime()) + 1;
            selector.select(EventLoop::ready, Math.max(1, millis));
        }
    }

    private static void ready(SelectionKey key) {
        Handler handler = (Handler) key.attachment();
        try {
            if (key.isValid()) {
                handler.ready(key);
            }
        } catch (CancelledKeyException e) {
            // Another thread closed the channel between the check and its use.
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a socket's handler failed; the socket is closed", e);
            handler.loopStopped();
        }
    }

    private void runTasks() {
        // Before the queue is looked at: a task that comes later wakes the selector again.
        woken.set(false);
        // Only those that are here now: a task that hands in another one must not keep the sockets waiting.
        for (int i = tasks.size(); i > 0; i--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(task);
        }
    }

    private void runTimers() {
        if (timers.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (Timer timer = timers.peek(); timer != null && timer.dueNanos - now <= 0; timer = timers.peek()) {
            timers.remove();
            Runnable task = timer.task;
            if (task != null) {
                guarded(task);
            }
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a task of an event loop failed", e);
        }
    }

    private void close() {
        for (SelectionKey key : selector.keys()) {
            guarded(((Handler) key.attachment())::loopStopped);
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a selector", e);
        }
    }

    /** Serves one channel. Called by the loop only. */
    interface Handler {
        void ready(SelectionKey key);

        /** The channel has to be closed. */
        void loopStopped();
    }

    /** Something that runs later. */
    public static final class Timer implements Comparable<Timer> {
        private final long dueNanos;
        private volatile @Nullable Runnable task;

        private Timer(long dueNanos, Runnable task) {
            this.dueNanos = dueNanos;
            this.task = task;
        }

        /** It will not run any more, unless it is running, and holds on to nothing. Idempotent. */
        public void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Timer other) {
            return Long.signum(dueNanos - other.dueNanos);
        }
    }
}
