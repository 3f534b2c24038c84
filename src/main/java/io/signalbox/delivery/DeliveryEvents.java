package io.signalbox.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.hub.DeliveryEvent;
import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.DeliveryListener;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.SparseLog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Brings events of messages from where they happen, which may be an event loop, to their observers on a worker thread:
 * one after the other, in the order they were told. Bounded: what comes while as many wait as fit is dropped and
 * counted, so slow observers cost events and never messages. What an observer throws is logged, once a minute.
 */
final class DeliveryEvents implements DeliveryListener, Runnable {
    /** Most events that wait. */
    static final int CAPACITY = 4096;
    /** How many events one turn tells before it yields its thread to others. */
    private static final int TURN = 64;

    private static final Duration RETRY = Duration.ofMillis(100);

    private final Observers observers;
    private final Executor workers;
    private final NodeScheduler scheduler;
    private final Metrics metrics;
    private final SparseLog log;
    private final Map<Class<?>, Boolean> wanted = new ConcurrentHashMap<>();

    @GuardedBy("this")
    private final Queue<DeliveryEvent> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean running;

    /** @param workers where observers are told; may block */
    DeliveryEvents(Observers observers, Executor workers, NodeScheduler scheduler, Metrics metrics, Clock clock) {
        this.observers = observers;
        this.workers = workers;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.log = new SparseLog(System.getLogger(DeliveryEvents.class.getName()), clock);
    }

    @Override
    public boolean wants(Class<? extends DeliveryEvent> kind) {
        return wanted.computeIfAbsent(kind, key -> observers.wants(kind));
    }

    @Override
    public void tell(DeliveryEvent event) {
        synchronized (this) {
            if (waiting.size() >= CAPACITY) {
                metrics.count(Count.DELIVERY_EVENTS_DROPPED);
                return;
            }
            waiting.add(event);
            if (running) {
                return;
            }
            running = true;
        }
        submit();
    }

    @Override
    public void run() {
        boolean idle = false;
        try {
            idle = turn();
        } finally {
            // Also after an Error, which ends this thread's work: what waits behind it is still told.
            if (!idle) {
                submit();
            }
        }
    }

    /** @return whether nothing is left to tell */
    private boolean turn() {
        for (int i = 0; i < TURN; i++) {
            DeliveryEvent event = next();
            if (event == null) {
                return true;
            }
            guarded(() -> observers.general(event));
            if (event instanceof DeliveryFailure failure) {
                guarded(() -> observers.specific(failure));
            }
        }
        return false;
    }

    private synchronized @Nullable DeliveryEvent next() {
        DeliveryEvent event = waiting.poll();
        running = event != null;
        return event;
    }

    private void submit() {
        try {
            workers.execute(this);
        } catch (RejectedExecutionException e) {
            scheduler.after(RETRY, this::submit);
        }
    }

    private void guarded(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException e) {
            log.warn("an observer of deliveries failed", e);
        }
    }

    /** Who is told, on a worker thread. */
    interface Observers {
        boolean wants(Class<? extends DeliveryEvent> kind);

        /** Each event, once. */
        void general(DeliveryEvent event);

        /** Each failure once more, as one of its kind. */
        void specific(DeliveryFailure failure);
    }
}
