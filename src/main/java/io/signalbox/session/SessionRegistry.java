package io.signalbox.session;

import io.signalbox.identity.UserKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions of this node by user. Safe from any thread; the count is exact because it changes together with
 * the map. A user's sessions are an immutable list, replaced at each change, so that readers never wait.
 */
public final class SessionRegistry {
    private final ConcurrentMap<UserKey, List<ClientSession>> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /**
     * Adds a session.
     *
     * @return the session of the same user with the same client id that it replaces, for the caller to close; else null
     */
    public @Nullable ClientSession add(ClientSession session) {
        ClientSession[] replaced = new ClientSession[1];
        byUser.compute(session.identity().user(), (user, present) -> {
            List<ClientSession> sessions = new ArrayList<>();
            if (present != null) {
                for (ClientSession other : present) {
                    if (other.identity().clientId().equals(session.identity().clientId())) {
                        replaced[0] = other;
                    } else {
                        sessions.add(other);
                    }
                }
            }
            sessions.add(session);
            if (replaced[0] == null) {
                size.incrementAndGet();
            }
            return List.copyOf(sessions);
        });
        return replaced[0];
    }

    /** Removes exactly this session. @return false when it is not there, for instance because it was replaced */
    public boolean remove(ClientSession session) {
        boolean[] removed = new boolean[1];
        byUser.computeIfPresent(session.identity().user(), (user, present) -> {
            List<ClientSession> sessions = new ArrayList<>(present);
            if (sessions.removeIf(other -> other == session)) {
                removed[0] = true;
                size.decrementAndGet();
            }
            return sessions.isEmpty() ? null : List.copyOf(sessions);
        });
        return removed[0];
    }

    /** A user's sessions on this node, oldest first; empty when there is none. */
    public List<ClientSession> of(UserKey user) {
        return byUser.getOrDefault(user, List.of());
    }

    /** Number of sessions. */
    public int size() {
        return size.get();
    }

    /** Number of users with a session here. */
    public int users() {
        return byUser.size();
    }

    /** Every session, in no order; those that come or go meanwhile may be missed. */
    public void forEach(Consumer<ClientSession> action) {
        byUser.values().forEach(sessions -> sessions.forEach(action));
    }
}
