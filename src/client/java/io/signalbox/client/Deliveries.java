package io.signalbox.client;

import io.signalbox.protocol.Message;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a client's listeners: in order, one at a time, away from the scheduler thread. Bounded: messages by
 * reading no more while {@link #hasRoom} says no, everything else by being left out when a listener never returns.
 */
final class Deliveries {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());
    /** Places beyond those of messages, for states and errors while a listener is stuck. */
    private static final int SPARE = 256;

    private record Call(boolean isMessage, Runnable task) {}

    private final List<ClientListener> listeners;
    private final ClientParts parts;
    private final Runnable roomAgain;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile @Nullable Thread thread;
    /** It was logged that a listener does not return. Several threads may say so, then it is logged twice. */
    private volatile boolean stuck;

    private volatile boolean ended;

    /** @param roomAgain told on the scheduler thread when {@link #hasRoom} says yes again */
    Deliveries(List<ClientListener> listeners, ClientParts parts, Runnable roomAgain) {
        this.roomAgain = roomAgain;
        this.listeners = List.copyOf(listeners);
        this.parts = parts;
    }

    /** Whether anybody is there to process a message. */
    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Whether another message may be read. */
    boolean hasRoom() {
        return size.get() < parts.options().maxInbound();
    }

    /** Hands out a message; then tells, on the scheduler thread, whether every listener returned normally. */
    void message(Message message, Consumer<Boolean> handled) {
        post(new Call(true, () -> {
            if (ended) {
                return;
            }
            boolean ok = call("onMessage", listener -> listener.onMessage(message));
            hop(() -> handled.accept(ok));
        }));
    }

    /** Tells the listeners something else. */
    void event(String name, Consumer<ClientListener> event) {
        if (size.get() >= parts.options().maxInbound() + SPARE) {
            if (!stuck) {
                stuck = true;
                LOG.log(System.Logger.Level.WARNING, "a listener does not return; it is told no more until it does");
            }
            return;
        }
        stuck = false;
        post(new Call(false, () -> call(name, event)));
    }

    /** Runs something else on the thread of the listeners. @return false when too much waits there */
    boolean run(Runnable task) {
        boolean room = size.get() < parts.options().maxInbound() + SPARE;
        if (room) {
            post(new Call(false, task));
        }
        return room;
    }

    /** Tells an error, or logs it when nobody listens. */
    void error(SignalboxException error) {
        if (listeners.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "code=" + error.code() + " " + error.getMessage());
        } else {
            event("onError", listener -> listener.onError(error));
        }
    }

    /** Messages that were not handed out are not any more; everything else still is. */
    void end() {
        post(new Call(false, () -> drained.complete(null)));
        ended = true;
    }

    /** Completes after the last call. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /** Whether this is the thread of the listeners: it must not wait for itself. */
    boolean onOwnThread() {
        return Thread.currentThread().equals(thread);
    }

    private void post(Call call) {
        size.incrementAndGet();
        calls.add(call);
        schedule();
    }

    private void schedule() {
        if (!calls.isEmpty() && draining.compareAndSet(false, true)) {
            try {
                parts.listeners().execute(this::drain);
            } catch (RejectedExecutionException e) {
                LOG.log(System.Logger.Level.WARNING, "the executor takes no calls; the listeners hear no more", e);
                drained.complete(null);
            }
        }
    }

    private void drain() {
        thread = Thread.currentThread();
        try {
            for (Call call = calls.poll(); call != null; call = calls.poll()) {
                if (size.decrementAndGet() == parts.options().maxInbound() - 1) {
                    hop(roomAgain);
                }
                call.task().run();
            }
        } finally {
            thread = null;
            draining.set(false);
        }
        schedule();
    }

    /** A failing listener stops nobody else, whatever it throws. */
    private boolean call(String name, Consumer<ClientListener> what) {
        boolean ok = true;
        for (ClientListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException | Error e) {
                ok = false;
                failed(name, e);
            }
        }
        return ok;
    }

    private void failed(String name, Throwable cause) {
        SignalboxException error =
                SignalboxException.of(ClientErrorCode.HANDLER_FAILED, name + " threw " + cause, null, cause);
        if (name.equals("onError")) {
            LOG.log(System.Logger.Level.WARNING, "onError threw", cause);
        } else {
            error(error);
        }
    }

    private void hop(Runnable task) {
        try {
            parts.scheduler().execute(task);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: the message is not acknowledged, and comes again.
            return;
        }
    }
}
