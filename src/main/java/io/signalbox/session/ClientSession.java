package io.signalbox.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Profile;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.Stamp;
import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One open connection of a user. Messages are enqueued by any thread and pulled by the wire, one lane before the other
 * (see {@link Outbox}). What is done about a client that reads too slowly goes up with the fill of the outbox (see
 * {@link ConsumerStep}), so that a slow reader costs bounded memory and nobody else anything.
 *
 * <p>{@link #enqueue} only adds; {@link #flush} starts writing. A caller that must keep an order of its own enqueues
 * under its lock and flushes after releasing it. {@link #send} does both. Nothing is called out to under the lock.
 */
public final class ClientSession implements FrameSource {
    private final Identity identity;
    private final String appId;
    private final Wire wire;
    private final SessionPolicy policy;
    private final SendingRate rate;
    private final @Nullable Traffic traffic;
    private final Instant connectedAt;

    @GuardedBy("this")
    private final SendQueue queue;

    @GuardedBy("this")
    private SessionState state = SessionState.OPEN;

    /** The step that the listener knows of. */
    @GuardedBy("this")
    private ConsumerStep reported = ConsumerStep.NORMAL;

    @GuardedBy("this")
    private @Nullable Runnable whenDrained;

    @GuardedBy("this")
    private CloseCode codeWhenDrained = CloseCode.GOING_AWAY;

    private volatile @Nullable Disconnect disconnect;
    private volatile Stamp stamp;
    private volatile Profile profile;
    /** Messages of this client that wait to be routed. */
    private final AtomicInteger routing = new AtomicInteger();

    private volatile long lastSeenMillis;
    private volatile long endedMillis;
    /** Place in the registry; its lock guards it. */
    int slot;
    /** When the heartbeat pinged last; only the heartbeat uses it. */
    long pingedMillis;

    private ClientSession(Identity identity, Wire wire, SessionPolicy policy) {
        this.identity = identity;
        this.appId = identity.user().tenant().appId();
        this.wire = wire;
        this.policy = policy;
        this.rate = new SendingRate(policy.settings());
        this.traffic = policy.newTraffic();
        this.profile = identity.profile();
        this.connectedAt = policy.clock().instant();
        this.queue = new SendQueue(policy.limits(identity.userType()), policy, traffic);
        this.stamp = new Stamp(identity.origin());
        this.lastSeenMillis = connectedAt.toEpochMilli();
        this.pingedMillis = lastSeenMillis;
    }

    /** A session over a wire that nobody is attached to yet. */
    public static ClientSession open(Identity identity, Wire wire, SessionPolicy policy) {
        ClientSession session = new ClientSession(identity, wire, policy);
        wire.attach(session);
        return session;
    }

    public Identity identity() {
        return identity;
    }

    /** The app of its user. A field: a broadcast asks every session for it. */
    public String appId() {
        return appId;
    }

    /** The present name to show; a client may change it. */
    public String name() {
        return stamp.userName();
    }

    public void rename(String newName) {
        stamp = stamp.named(newName);
    }

    /** What else is known of the user now. */
    public Profile profile() {
        return profile;
    }

    public void profile(Profile known) {
        profile = known;
    }

    /** What the hub says of this connection in each message that comes from it. */
    public Stamp stamp() {
        return stamp;
    }

    /** A message of this client waits to be routed: those behind it must not overtake it. @return how many wait now */
    public int routingBegan() {
        return routing.incrementAndGet();
    }

    /** As often as {@link #routingBegan}. */
    public void routingEnded() {
        routing.decrementAndGet();
    }

    /** Whether a message of this client waits to be routed. */
    public boolean isRouting() {
        return routing.get() != 0;
    }

    public Instant connectedAt() {
        return connectedAt;
    }

    /** When the client last sent anything. */
    public Instant lastSeen() {
        return Instant.ofEpochMilli(lastSeenMillis);
    }

    /** The client sent something, whatever it is. */
    public void touch() {
        lastSeenMillis = policy.clock().millis();
    }

    /**
     * Asks whether the client may send one more message. One who goes on after many refusals is closed.
     *
     * @return 0: yes; else in how many milliseconds it may
     */
    public long admit() {
        long wait = rate.take(policy.clock().millis());
        if (wait > 0) {
            policy.metrics().count(Count.MESSAGES_RATE_LIMITED);
            if (rate.refusedInRow() >= policy.settings().rateViolations()) {
                close(CloseCode.RATE_LIMITED);
            }
        }
        return wait;
    }

    /** False once the connection is closed or being closed; it never opens again. */
    public boolean isOpen() {
        return disconnect == null;
    }

    /** Where it is in its life. */
    public synchronized SessionState state() {
        return state;
    }

    /** What is done now about a client that reads too slowly. */
    public synchronized ConsumerStep step() {
        return queue.step();
    }

    /** How it ended; null while it is open. */
    public @Nullable Disconnect disconnect() {
        return disconnect;
    }

    /** How much may wait to be written. */
    public OutboxLimits outbox() {
        return policy.limits(identity.userType());
    }

    /** What goes over it; null when that is not counted. */
    public @Nullable Traffic traffic() {
        return traffic;
    }

    /** Enqueues and starts writing. @return whether it was taken */
    @CanIgnoreReturnValue
    public boolean send(Outgoing message) {
        Enqueued result;
        boolean changed;
        synchronized (this) {
            result = add(message);
            changed = queue.step() != reported;
        }
        if (changed) {
            react();
        }
        if (result == Enqueued.TAKEN) {
            wire.wake();
        }
        return result == Enqueued.TAKEN;
    }

    /**
     * Adds to the outbox without writing; the caller must {@link #flush} soon, also when it was not taken: a session
     * that has no room for a message that is nowhere else is closed then.
     */
    @CanIgnoreReturnValue
    public synchronized Enqueued enqueue(Outgoing message) {
        return add(message);
    }

    /** Has the wire pull what is enqueued. */
    public void flush() {
        boolean changed;
        synchronized (this) {
            if (state == SessionState.CLOSED) {
                return;
            }
            changed = queue.step() != reported;
        }
        if (changed) {
            react();
        }
        wire.wake();
    }

    /**
     * Runs {@code action} once when the outbox is empty and nothing is being written; at once if that is so now. Only
     * the last action given counts; none runs after the session closed.
     */
    public void whenDrained(Runnable action) {
        synchronized (this) {
            if (state == SessionState.CLOSED) {
                return;
            }
            if (!queue.isDrained()) {
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
            if (state == SessionState.OPEN) {
                state = state.to(SessionState.DRAINING);
                codeWhenDrained = code;
            }
            if (!queue.isDrained()) {
                return;
            }
        }
        close(code);
    }

    /** Closes with a code; what is still in the outbox is dropped. Idempotent. @return true for the first call */
    @CanIgnoreReturnValue
    public boolean close(CloseCode code) {
        return close(Disconnect.byHub(code));
    }

    /** Closes for a reason that is not plain from the code. Idempotent. @return true for the first call */
    @CanIgnoreReturnValue
    public boolean close(Disconnect cause) {
        boolean first = ended(cause);
        if (first) {
            wire.close(cause.code(), cause.text());
        }
        return first;
    }

    /** The connection ended or is about to. The first cause is kept. @return true for the first call */
    @CanIgnoreReturnValue
    public boolean ended(Disconnect cause) {
        synchronized (this) {
            if (state == SessionState.CLOSED) {
                return false;
            }
            state = state.to(SessionState.CLOSED);
            endedMillis = policy.clock().millis();
            disconnect = cause;
            queue.clear();
            whenDrained = null;
        }
        policy.metrics().count(LabelledCount.DISCONNECTS, cause.reason());
        return true;
    }

    @Override
    public @Nullable OutboundFrame next() {
        OutboundFrame frame;
        Runnable drained;
        boolean changed;
        synchronized (this) {
            frame = state == SessionState.CLOSED ? null : queue.pull();
            drained = frame == null ? takeDrained() : null;
            changed = queue.step() != reported;
        }
        if (changed) {
            react();
        }
        if (drained != null) {
            drained.run();
        }
        return frame;
    }

    @Override
    public void written(int frames) {
        List<Runnable> told;
        Runnable drained;
        synchronized (this) {
            told = queue.written(frames);
            drained = takeDrained();
        }
        policy.metrics().count(Count.MESSAGES_OUT, frames);
        told.forEach(Runnable::run);
        if (drained != null) {
            drained.run();
        }
    }

    @Override
    public void lost() {
        ended(Disconnect.broken(Disconnect.Reason.WRITE_ERROR, "connection lost"));
        synchronized (this) {
            queue.lost();
        }
        policy.listener().lost(this);
    }

    Wire wire() {
        return wire;
    }

    /** From now on what both may send is counted together. */
    void joinUserOf(ClientSession other) {
        rate.joinUserOf(other.rate);
    }

    long lastSeenMillis() {
        return lastSeenMillis;
    }

    /** When it closed, in milliseconds since 1970; 0 while it is open. */
    long endedMillis() {
        return endedMillis;
    }

    @GuardedBy("this")
    private Enqueued add(Outgoing message) {
        return state == SessionState.CLOSED ? Enqueued.REFUSED : queue.add(message);
    }

    /** Does what a change of the step asks for. */
    private void react() {
        ConsumerStep from;
        ConsumerStep to;
        synchronized (this) {
            from = reported;
            to = queue.step();
            reported = to;
        }
        if (from != to) {
            policy.listener().stepChanged(this, from, to);
        }
        if (to == ConsumerStep.CLOSED) {
            close(CloseCode.SLOW_CONSUMER);
        }
    }

    /** What is to be done when everything was written, and it was. The caller runs it without the lock. */
    @GuardedBy("this")
    private @Nullable Runnable takeDrained() {
        if (state == SessionState.CLOSED || !queue.isDrained()) {
            return null;
        }
        if (state == SessionState.DRAINING) {
            CloseCode code = codeWhenDrained;
            return () -> close(code);
        }
        Runnable drained = whenDrained;
        whenDrained = null;
        return drained;
    }
}
