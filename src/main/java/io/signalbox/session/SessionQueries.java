package io.signalbox.session;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Questions about the open sessions of this node (contract C25). They are answered from the registry itself: there is no
 * second index that could say otherwise. What is asked of a user costs one look-up; everything else looks at every
 * session, without a lock, so it is for operators and not for the way of a message. Safe from any thread.
 */
public final class SessionQueries {
    private final SessionRegistry registry;

    SessionQueries(SessionRegistry registry) {
        this.registry = registry;
    }

    /** A user's sessions, oldest first. */
    public List<ClientSession> ofUser(UserKey user) {
        return registry.of(user);
    }

    /** A user's session with that client id; null when there is none. */
    public @Nullable ClientSession ofClient(UserKey user, String clientId) {
        for (ClientSession session : registry.of(user)) {
            if (session.identity().clientId().equals(clientId)) {
                return session;
            }
        }
        return null;
    }

    /** Sessions with that client id: client ids are a user's own, so different users of a tenant may have the same. */
    public List<ClientSession> ofClient(Tenant tenant, String clientId) {
        return all(session -> session.identity().user().tenant().equals(tenant)
                && session.identity().clientId().equals(clientId));
    }

    /** The session of a user that came last; null when the user has none. */
    public @Nullable ClientSession mostRecentOf(UserKey user) {
        List<ClientSession> sessions = registry.of(user);
        return sessions.isEmpty() ? null : sessions.get(sessions.size() - 1);
    }

    /** Whether a user has a session. */
    public boolean isPresent(UserKey user) {
        return !registry.of(user).isEmpty();
    }

    /** Sessions of users of one type. */
    public List<ClientSession> ofType(UserType type) {
        return all(session -> session.identity().userType() == type);
    }

    /** Sessions of those who watch. */
    public List<ClientSession> observers() {
        return ofType(UserType.OBSERVER);
    }

    /** Sessions of those who serve others: agents and bots. */
    public List<ClientSession> agents() {
        return all(session -> session.identity().userType().serves());
    }

    /** Number of sessions by the type of their user; a type without any is not in it. */
    public Map<UserType, Integer> countsByType() {
        Map<UserType, Integer> counts = new EnumMap<>(UserType.class);
        registry.forEach(session -> counts.merge(session.identity().userType(), 1, Integer::sum));
        return counts;
    }

    private List<ClientSession> all(Predicate<ClientSession> wanted) {
        List<ClientSession> found = new ArrayList<>();
        registry.forEach(session -> {
            if (wanted.test(session)) {
                found.add(session);
            }
        });
        return List.copyOf(found);
    }
}
