package io.signalbox.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.identity.UserKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions of this node, by user and all together. Safe from any thread. Users are spread over stripes; a
 * change locks its stripe for a moment, readers wait for nobody: a user's sessions are an immutable list, and whoever
 * visits all sees a copy of each stripe, made when it is first asked for after a change. There is no counter that could
 * go wrong: the size is the sum of the sizes.
 */
public final class SessionRegistry {
    private static final int STRIPES = 64;

    private final ConcurrentMap<UserKey, List<ClientSession>> byUser = new ConcurrentHashMap<>();
    private final Stripe[] stripes = new Stripe[STRIPES];

    public SessionRegistry() {
        Arrays.setAll(stripes, i -> new Stripe());
    }

    /**
     * Adds a session as far as its user may have one more, and removes those that have to go for it: in one step, so
     * that nobody ever sees more than the limits allow, however many come at once (hazard H58).
     */
    public Admitted admit(ClientSession session, LoginLimits limits) {
        UserKey user = session.identity().user();
        Stripe stripe = stripe(user);
        synchronized (stripe) {
            List<ClientSession> present = of(user);
            List<ClientSession> evicted = limits.makeRoom(session.identity(), present);
            if (evicted == null) {
                return Admitted.REFUSED;
            }
            if (present.isEmpty()) {
                byUser.put(user, List.of(session));
                stripe.add(session);
                return new Admitted(true, null, List.of());
            }
            session.joinUserOf(present.get(0));
            ClientSession replaced = sameClient(present, session);
            List<ClientSession> staying = new ArrayList<>(present);
            staying.removeIf(other -> other == replaced || evicted.contains(other));
            staying.add(session);
            byUser.put(user, List.copyOf(staying));
            if (replaced != null) {
                stripe.remove(replaced);
            }
            for (ClientSession going : evicted) {
                stripe.remove(going);
            }
            stripe.add(session);
            return new Admitted(true, replaced, evicted);
        }
    }

    /** Removes exactly this session. @return false when it is not there, for instance because it was replaced */
    public boolean remove(ClientSession session) {
        UserKey user = session.identity().user();
        Stripe stripe = stripe(user);
        synchronized (stripe) {
            if (!stripe.contains(session)) {
                return false;
            }
            stripe.remove(session);
            List<ClientSession> rest = without(of(user), session);
            if (rest.isEmpty()) {
                byUser.remove(user);
            } else {
                byUser.put(user, rest);
            }
            return true;
        }
    }

    /** A user's sessions on this node, oldest first; empty when there is none. Never changes. */
    public List<ClientSession> of(UserKey user) {
        return byUser.getOrDefault(user, List.of());
    }

    /** Number of sessions. */
    public int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            size += stripe.size();
        }
        return size;
    }

    /** Number of users with a session here. */
    public int users() {
        return byUser.size();
    }

    /** Questions about the sessions. */
    public SessionQueries query() {
        return new SessionQueries(this);
    }

    /** Every session, in no order; those that come or go meanwhile may be missed or met. No lock is held. */
    public void forEach(Consumer<ClientSession> action) {
        for (Stripe stripe : stripes) {
            for (ClientSession session : stripe.sessions()) {
                action.accept(session);
            }
        }
    }

    private Stripe stripe(UserKey user) {
        int hash = user.hashCode();
        return stripes[(hash ^ hash >>> 16) & (STRIPES - 1)];
    }

    private static @Nullable ClientSession sameClient(List<ClientSession> present, ClientSession session) {
        for (ClientSession other : present) {
            if (other.identity().clientId().equals(session.identity().clientId())) {
                return other;
            }
        }
        return null;
    }

    private static List<ClientSession> without(List<ClientSession> sessions, ClientSession removed) {
        List<ClientSession> rest = new ArrayList<>(sessions);
        rest.removeIf(other -> other == removed);
        return List.copyOf(rest);
    }

    /** Some of the sessions in one array without holes; each knows its place. */
    private static final class Stripe {
        private static final ClientSession[] NONE = {};

        @GuardedBy("this")
        private @Nullable ClientSession[] dense = new ClientSession[4];

        /** Of the last session that was added and is counted. */
        @GuardedBy("this")
        private long generation;

        private volatile int size;
        private volatile ClientSession @Nullable [] copy = NONE;

        @GuardedBy("this")
        void add(ClientSession session) {
            int at = size;
            if (at == dense.length) {
                dense = Arrays.copyOf(dense, at * 2);
            }
            dense[at] = session;
            session.slot = at;
            size = at + 1;
            copy = null;
            Traffic traffic = session.traffic();
            if (traffic != null) {
                generation = Math.max(generation + 1, session.connectedAt().toEpochMilli() * 1000);
                traffic.admitted(generation);
            }
        }

        @GuardedBy("this")
        boolean contains(ClientSession session) {
            return session.slot < size && dense[session.slot] == session;
        }

        /** The last one takes its place. */
        @GuardedBy("this")
        void remove(ClientSession session) {
            int end = size - 1;
            ClientSession moved = dense[end];
            dense[session.slot] = moved;
            if (moved != null) {
                moved.slot = session.slot;
            }
            dense[end] = null;
            size = end;
            copy = end == 0 ? NONE : null;
        }

        int size() {
            return size;
        }

        @SuppressWarnings("NullAway") // below the size there are no holes
        ClientSession[] sessions() {
            ClientSession[] present = copy;
            if (present != null) {
                return present;
            }
            synchronized (this) {
                present = Arrays.copyOf(dense, size);
                copy = present;
                return present;
            }
        }
    }
}
