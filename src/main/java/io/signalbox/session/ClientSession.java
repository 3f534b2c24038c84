package io.signalbox.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.Identity;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.CloseCode;
import io.signalbox.transport.Wire;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One open connection of a user. Messages are enqueued by any thread and written by one at a time, in the order they
 * were enqueued. A full outbox means that the client does not read: the session is closed with its own code, so that a
 * slow reader costs bounded memory and nobody else anything.
 *
 * <p>{@link #enqueue} only adds; {@link #flush} starts writing. A caller that must keep an order of its own enqueues
 * under its lock and flushes after releasing it. {@link #send} does both.
 */
public final class ClientSession {
    private final Identity identity;
    private final Wire wire;
    private final Metrics metrics;
    private final Clock clock;
    private final Instant connectedAt;
    private final Outbox outbox;
    private boolean writing;
    private boolean overflowed;
    private @Nullable Runnable whenDrained;
    private @Nullable CloseCode closeWhenDrained;
    private volatile boolean open = true;
    private volatile String name;
    private volatile long lastSeenMillis;

    public ClientSession(Identity identity, Wire wire, SessionSettings settings, Metrics metrics, Clock clock) {
        this.identity = identity;
        this.wire = wire;
        this.metrics = metrics;
        this.clock = clock;
        this.connectedAt = clock.instant();
        this.outbox = new Outbox(settings.outboxMessages(), settings.outboxCharacters());
        this.name = identity.userName();
        this.lastSeenMillis = connectedAt.toEpochMilli();
    }

    public Identity identity() {
        return identity;
    }

    /** The present name to show; a client may change it. */
    public String name() {
        return name;
    }

    public void rename(String newName) {
        name = newName;
    }

    public Instant connectedAt() {
        return connectedAt;
    }

    /** When the client last sent anything. */
    public Instant lastSeen() {
        return Instant.ofEpochMilli(lastSeenMillis);
    }

    /** The client sent something. */
    public void touch() {
        lastSeenMillis = clock.millis();
    }

    /** False once the connection is closed or being closed; it never opens again. */
    public boolean isOpen() {
        return open;
    }

    /** Enqueues and starts writing. @return false when the session is closed or its outbox is full */
    public boolean send(String text) {
        boolean taken = enqueue(text, null);
        flush();
        return taken;
    }

    /**
     * Adds to the outbox without writing; the caller must {@link #flush} soon.
     *
     * @param written told, on the writer's thread, after the message was handed to the operating system
     * @return false when the session is closed or its outbox is full; the next flush then closes it as a slow consumer
     */
    public synchronized boolean enqueue(String text, @Nullable Runnable written) {
        if (!open || overflowed) {
            return false;
        }
        if (!outbox.add(new Outbox.Outgoing(text, written))) {
            overflowed = true;
            return false;
        }
        return true;
    }

    /** Writes what is enqueued, unless a write is under way: then that one goes on with it. */
    public void flush() {
        boolean tooSlow;
        synchronized (this) {
            tooSlow = overflowed && open;
        }
        if (tooSlow) {
            if (close(CloseCode.SLOW_CONSUMER)) {
                metrics.count(Count.SLOW_CONSUMERS_CLOSED);
            }
            return;
        }
        writeNext();
    }

    /**
     * Runs {@code action} once when the outbox is empty and nothing is being written; at once if that is so now. Only
     * the last action given counts; none runs after the session closed.
     */
    public void whenDrained(Runnable action) {
        synchronized (this) {
            if (!open) {
                return;
            }
            if (writing || !outbox.isEmpty()) {
                whenDrained = action;
                return;
            }
        }
        action.run();
    }

    /**
     * Closes with a code when the outbox is empty and nothing is being written; at once if that is so now. It comes
     * before whatever {@link #whenDrained} would do then.
     */
    public void closeWhenDrained(CloseCode code) {
        synchronized (this) {
            if (writing || !outbox.isEmpty()) {
                closeWhenDrained = code;
                return;
            }
        }
        close(code);
    }

    /** Closes with a code; what is still in the outbox is dropped. Idempotent. @return true for the first call */
    @CanIgnoreReturnValue
    public boolean close(CloseCode code) {
        boolean first = ended();
        if (first) {
            wire.close(code.code(), code.reason());
        }
        return first;
    }

    /** The connection is gone, whoever ended it. @return true for the first call */
    public synchronized boolean ended() {
        if (!open) {
            return false;
        }
        open = false;
        outbox.clear();
        whenDrained = null;
        return true;
    }

    private void writeNext() {
        Runnable drained = null;
        Outbox.Outgoing next;
        synchronized (this) {
            if (writing || !open) {
                return;
            }
            next = outbox.poll();
            if (next == null) {
                drained = takeDrained();
            } else {
                writing = true;
            }
        }
        if (next != null) {
            new Write(next).start();
        } else if (drained != null) {
            drained.run();
        }
    }

    /** What is to be done now that the outbox is empty. The caller holds the lock and runs it without. */
    private @Nullable Runnable takeDrained() {
        CloseCode code = closeWhenDrained;
        if (code != null) {
            return () -> close(code);
        }
        Runnable drained = whenDrained;
        whenDrained = null;
        return drained;
    }

    /**
     * Writes one message and then those that wait. A wire may complete before its send returns; looping instead of
     * recursing keeps the stack flat then.
     */
    private final class Write implements Wire.Completion {
        private Outbox.@Nullable Outgoing current;
        private boolean looping;
        private boolean completed;

        Write(Outbox.Outgoing first) {
            current = first;
        }

        void start() {
            synchronized (this) {
                looping = true;
            }
            while (true) {
                Outbox.Outgoing message = current;
                if (message == null) {
                    return;
                }
                synchronized (this) {
                    completed = false;
                }
                wire.send(message.text(), this);
                synchronized (this) {
                    if (!completed) {
                        looping = false;
                        return;
                    }
                }
            }
        }

        @Override
        public void sent(boolean success) {
            Outbox.Outgoing message = current;
            if (success && message != null) {
                metrics.count(Count.MESSAGES_OUT);
                Runnable written = message.written();
                if (written != null) {
                    written.run();
                }
            }
            if (!success) {
                close(CloseCode.INTERNAL_ERROR);
            }
            advance(success);
            synchronized (this) {
                completed = true;
                if (looping) {
                    return;
                }
            }
            start();
        }

        private void advance(boolean success) {
            Runnable drained = null;
            synchronized (ClientSession.this) {
                current = success && open ? outbox.poll() : null;
                if (current == null) {
                    writing = false;
                    if (success && open) {
                        drained = takeDrained();
                    }
                }
            }
            if (drained != null) {
                drained.run();
            }
        }
    }
}
