package io.signalbox.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a node has room for (contract C13). A handshake takes a slot before the upgrade and its
 * connection gives it back at its end, so handshakes at the same time cannot pass the limit together. Safe from any
 * thread.
 */
final class ConnectionSlots {
    /** A slot whose connection did not open within this time after the handshake is taken back: nobody will end it. */
    static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(30);

    private enum State {
        HANDSHAKE,
        UPGRADED,
        OPEN,
        RELEASED
    }

    private final int limit;
    private final Clock clock;
    /** Those that are not open yet, oldest first; never more than {@link #used}. */
    private final Set<Slot> handshakes = new LinkedHashSet<>();

    private int used;

    /** @param limit most slots; zero: no limit */
    ConnectionSlots(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Takes a slot, null when there is none. */
    synchronized @Nullable Slot take() {
        if (limit > 0 && used >= limit) {
            takeBackForgotten();
            if (used >= limit) {
                return null;
            }
        }
        used++;
        Slot slot = new Slot(clock.millis());
        handshakes.add(slot);
        return slot;
    }

    /** Whether {@link #take} would yield one now. */
    synchronized boolean hasRoom() {
        if (limit > 0 && used >= limit) {
            takeBackForgotten();
        }
        return limit == 0 || used < limit;
    }

    /** Slots taken now. */
    synchronized int used() {
        return used;
    }

    /** Called when the node is full only: that is the only time when a forgotten slot does harm. */
    private void takeBackForgotten() {
        long before = clock.millis() - HANDSHAKE_LIMIT.toMillis();
        Iterator<Slot> oldest = handshakes.iterator();
        while (oldest.hasNext()) {
            Slot slot = oldest.next();
            if (slot.since > before) {
                return;
            }
            oldest.remove();
            slot.state = State.RELEASED;
            used--;
        }
    }

    /** Room for one connection. It is given back once, however often and by whomever its end is told. */
    final class Slot {
        private final long since;
        private State state = State.HANDSHAKE;

        private Slot(long since) {
            this.since = since;
        }

        /** The container took the connection over: from now on the end of the request is not its end. */
        void upgraded() {
            synchronized (ConnectionSlots.this) {
                if (state == State.HANDSHAKE) {
                    state = State.UPGRADED;
                }
            }
        }

        /** The request ended. Without an upgrade there is no connection, whatever the reason. */
        void requestEnded() {
            synchronized (ConnectionSlots.this) {
                if (state == State.HANDSHAKE) {
                    release();
                }
            }
        }

        /** The connection opened. @return false when it came too late and its slot is gone: then it must be closed */
        boolean opened() {
            synchronized (ConnectionSlots.this) {
                if (state == State.RELEASED) {
                    return false;
                }
                state = State.OPEN;
                handshakes.remove(this);
                return true;
            }
        }

        /** The connection ended. Idempotent. */
        void release() {
            synchronized (ConnectionSlots.this) {
                if (state != State.RELEASED) {
                    state = State.RELEASED;
                    handshakes.remove(this);
                    used--;
                }
            }
        }
    }
}
