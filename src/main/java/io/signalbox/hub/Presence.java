package io.signalbox.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.identity.Identity;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.SparseLog;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of connections that come and go (row P03): each connection's coming and going exactly once, a user's
 * being online and offline in turn. What is told is decided under the lock of the user's stripe and told by a worker
 * thread without it.
 *
 * <p>Bounded: while as many events wait as fit, connections that come are dropped and counted, with everything that is to
 * be told of them, so that nobody is told of a going without a coming. Of those whose coming was told, the going always
 * fits; there are no more of them than connections.
 */
public final class Presence {
    /** Events that wait in one stripe before comings are dropped. */
    static final int CAPACITY = 4096;
    /** Also the number of worker threads that slow observers may keep. */
    private static final int STRIPES = 4;
    /** How many events one turn tells before it yields its thread to others. */
    private static final int TURN = 64;

    private static final Duration RETRY = Duration.ofMillis(100);

    private final boolean wanted;
    private final HubEvents events;
    private final String nodeId;
    private final Executor workers;
    private final NodeScheduler scheduler;
    private final Metrics metrics;
    private final Clock clock;
    private final SparseLog log;
    private final Stripe[] stripes = new Stripe[STRIPES];

    /** @param workers where {@code events} are told; may block */
    public Presence(
            HubEvents events, String nodeId, Executor workers, NodeScheduler scheduler, Metrics metrics, Clock clock) {
        this.wanted = events.wanted();
        this.events = events;
        this.nodeId = nodeId;
        this.workers = workers;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.clock = clock;
        this.log = new SparseLog(System.getLogger(Presence.class.getName()), clock);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** Tells nobody, and costs the read of a field. */
    public static Presence unobserved() {
        NodeScheduler none = new NodeScheduler() {
            @Override
            public Task every(Duration interval, Runnable task) {
                return () -> {};
            }

            @Override
            public Task after(Duration delay, Runnable task) {
                return () -> {};
            }
        };
        return new Presence(HubEvents.NONE, "", Runnable::run, none, new Metrics(), Clock.systemUTC());
    }

    /** A session is in the registry. Once for each; {@link #left} may come first, from another thread. */
    void arrived(ClientSession session) {
        if (wanted) {
            stripe(session).arrived(session);
        }
    }

    /** A session is out of the registry, and its cause is known. Once for each. */
    void left(ClientSession session) {
        if (wanted) {
            stripe(session).left(session);
        }
    }

    private Stripe stripe(ClientSession session) {
        int hash = session.identity().user().hashCode();
        return stripes[(hash ^ hash >>> 16) & (STRIPES - 1)];
    }

    /** What is known of a session that came or went. */
    private enum Known {
        /** Came, and it is told. */
        TOLD,
        /** Came when there was no room. */
        UNTOLD,
        /** Went before it came. */
        GONE
    }

    private final class Stripe implements Runnable {
        /** By identity: sessions have no other. No more than there are connections. */
        @GuardedBy("this")
        private final Map<ClientSession, Known> sessions = new HashMap<>();

        /** How many connections were told of each user that is online. */
        @GuardedBy("this")
        private final Map<UserKey, Integer> online = new HashMap<>();

        @GuardedBy("this")
        private final Queue<PresenceEvent> waiting = new ArrayDeque<>();

        @GuardedBy("this")
        private boolean running;

        void arrived(ClientSession session) {
            boolean run;
            synchronized (this) {
                boolean gone = sessions.remove(session) == Known.GONE;
                if (waiting.size() >= CAPACITY) {
                    metrics.count(Count.PRESENCE_DROPPED);
                    if (!gone) {
                        sessions.put(session, Known.UNTOLD);
                    }
                    return;
                }
                come(session);
                if (gone) {
                    go(session);
                } else {
                    sessions.put(session, Known.TOLD);
                }
                run = begins();
            }
            if (run) {
                submit();
            }
        }

        void left(ClientSession session) {
            boolean run;
            synchronized (this) {
                Known known = sessions.remove(session);
                if (known == null) {
                    sessions.put(session, Known.GONE);
                    return;
                }
                if (known == Known.UNTOLD) {
                    return;
                }
                go(session);
                run = begins();
            }
            if (run) {
                submit();
            }
        }

        @GuardedBy("this")
        private void come(ClientSession session) {
            Identity who = session.identity();
            Instant now = clock.instant();
            if (online.merge(who.user(), 1, Integer::sum) == 1) {
                waiting.add(new UserOnline(who.user(), who.userType(), nodeId, who.clientId(), now));
            }
            waiting.add(new ClientConnected(who.user(), who.userType(), nodeId, who.clientId(), now));
        }

        @GuardedBy("this")
        private void go(ClientSession session) {
            Identity who = session.identity();
            Instant now = clock.instant();
            Disconnect known = session.disconnect();
            Disconnect how = known == null ? Disconnect.broken(Disconnect.Reason.UNKNOWN, "connection lost") : known;
            waiting.add(new ClientDisconnected(who.user(), who.userType(), nodeId, who.clientId(), now, how));
            if (online.merge(who.user(), -1, Stripe::lessOrNone) == null) {
                waiting.add(new UserOffline(who.user(), who.userType(), nodeId, who.clientId(), now));
            }
        }

        private static @Nullable Integer lessOrNone(Integer count, Integer change) {
            return count + change == 0 ? null : count + change;
        }

        @GuardedBy("this")
        private boolean begins() {
            boolean begins = !running;
            running = true;
            return begins;
        }

        private void submit() {
            try {
                workers.execute(this);
            } catch (RejectedExecutionException e) {
                scheduler.after(RETRY, this::submit);
            }
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
                PresenceEvent event;
                synchronized (this) {
                    event = waiting.poll();
                    if (event == null) {
                        running = false;
                        return true;
                    }
                }
                tell(event);
            }
            return false;
        }

        private void tell(PresenceEvent event) {
            try {
                events.tell(event);
            } catch (RuntimeException e) {
                log.warn("an observer of presence failed", e);
            }
        }
    }
}
