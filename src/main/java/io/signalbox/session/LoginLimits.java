package io.signalbox.session;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.Identity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many connections one user may have at once to this node, and which of them has to go. Immutable and without side
 * effects: the registry asks under its lock, so that the answer holds when it is acted on (hazard H58).
 *
 * @param perUser most connections of one user; 0: any number
 * @param perClientType most of one client type, of those that are named; at least 1
 */
public record LoginLimits(LoginPolicy policy, int perUser, Map<ClientType, Integer> perClientType) {
    /** No limit. */
    public static final LoginLimits NONE = new LoginLimits(LoginPolicy.ALLOW_ALL, 0, Map.of());

    /** Those that have ended already go first, then those that said nothing for the longest time. */
    private static final Comparator<Seen> FIRST_TO_GO =
            Comparator.comparing(Seen::open).thenComparingLong(Seen::lastSeenMillis);

    public LoginLimits {
        perClientType = Map.copyOf(perClientType);
    }

    /** Whether one more connection of that kind would be refused, for all that is known before it comes. */
    public boolean refuses(Identity fresh, List<ClientSession> present) {
        return makeRoom(fresh, present) == null;
    }

    /**
     * Which connections have to go so that one more may come.
     *
     * @param present the connections of the user; the one that the new one replaces does not count
     * @return empty when there is room; null when the new one is refused
     */
    @Nullable
    List<ClientSession> makeRoom(Identity fresh, List<ClientSession> present) {
        if (policy == LoginPolicy.ALLOW_ALL || present.isEmpty()) {
            return List.of();
        }
        List<ClientSession> others = new ArrayList<>(present);
        others.removeIf(other -> other.identity().clientId().equals(fresh.clientId()));
        List<ClientSession> going = new ArrayList<>();
        Integer sameType = perClientType.get(fresh.clientType());
        if (sameType != null) {
            going.addAll(beyond(sameType, others, other -> other.identity().clientType() == fresh.clientType()));
            others.removeAll(going);
        }
        if (perUser > 0) {
            going.addAll(beyond(perUser, others, other -> true));
        }
        boolean refused = policy == LoginPolicy.KICK_NEW && going.stream().anyMatch(ClientSession::isOpen);
        return refused ? null : List.copyOf(going);
    }

    /** Those that must go so that with the new one there are {@code limit}. */
    private static List<ClientSession> beyond(int limit, List<ClientSession> others, Predicate<ClientSession> counted) {
        List<ClientSession> concerned = others.stream()
                .filter(counted)
                .map(Seen::of)
                .sorted(FIRST_TO_GO)
                .map(Seen::session)
                .toList();
        return concerned.subList(0, Math.max(0, concerned.size() - limit + 1));
    }

    /** A session as it was at one moment: it goes on while it is compared. */
    private record Seen(ClientSession session, boolean open, long lastSeenMillis) {
        static Seen of(ClientSession session) {
            return new Seen(session, session.isOpen(), session.lastSeenMillis());
        }
    }
}
