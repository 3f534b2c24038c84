package io.signalbox.testing;

import io.signalbox.transport.Wire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A wire that records. Completes each send at once, or, when {@link #hold held}, only when the test says so. Fails the
 * test when a second send begins before the first one was completed. Safe from any thread.
 */
public final class FakeWire implements Wire {
    private final List<String> texts = new ArrayList<>();
    private final Queue<Completion> held = new ArrayDeque<>();
    private boolean holding;
    private boolean failing;
    private boolean sending;
    private @Nullable Closing closing;
    private int closes;

    @Override
    public void send(String text, Completion done) {
        boolean success;
        synchronized (this) {
            if (sending) {
                throw new AssertionError("two writes in flight: " + texts.get(texts.size() - 1) + " and " + text);
            }
            sending = true;
            success = !failing && closing == null;
            if (success) {
                texts.add(text);
            }
            if (holding && success) {
                held.add(done);
                return;
            }
            sending = false;
        }
        done.sent(success);
    }

    @Override
    public synchronized void close(int code, String reason) {
        closes++;
        if (closing == null) {
            closing = new Closing(code, reason);
        }
    }

    /** From now on sends stay in flight until {@link #complete}. */
    public synchronized void hold() {
        holding = true;
    }

    /** From now on every send fails. */
    public synchronized void fail() {
        failing = true;
    }

    /** Ends the write in flight. @return false when there is none */
    public boolean complete(boolean success) {
        Completion done;
        synchronized (this) {
            done = held.poll();
            if (done == null) {
                return false;
            }
            sending = false;
        }
        done.sent(success);
        return true;
    }

    /** Ends writes, also those that come meanwhile, until none is in flight. */
    public void completeAll() {
        boolean more = true;
        while (more) {
            more = complete(true);
        }
    }

    /** Stops holding and ends what is in flight. */
    public void release() {
        synchronized (this) {
            holding = false;
        }
        completeAll();
    }

    /** Whether a write was begun and not ended. */
    public synchronized boolean inFlight() {
        return sending;
    }

    /** What was sent so far, in order; the one in flight included. */
    public synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    /** Forgets what was sent so far. @return it */
    public synchronized List<String> take() {
        List<String> taken = List.copyOf(texts);
        texts.clear();
        return taken;
    }

    /** The code it was closed with, 0 when it is open. */
    public synchronized int closeCode() {
        return closing == null ? 0 : closing.code();
    }

    /** The reason it was closed with, null when it is open. */
    public synchronized @Nullable String closeReason() {
        return closing == null ? null : closing.reason();
    }

    /** How often it was closed. */
    public synchronized int closes() {
        return closes;
    }

    private record Closing(int code, String reason) {}
}
