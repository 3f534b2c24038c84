package io.signalbox.api;

import io.signalbox.identity.Identity;
import io.signalbox.identity.UserKey;
import io.signalbox.session.ClientSession;
import io.signalbox.session.SessionRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is connected to this node. Safe from any thread, never blocks; answers are copies. */
public final class Connections {
    /** Most connections of one page. */
    public static final int MAX_PAGE = 1000;

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::namespace).thenComparing(Place::userId).thenComparing(Place::clientId);

    private final SessionRegistry sessions;
    private final String nodeId;

    Connections(SessionRegistry sessions, String nodeId) {
        this.sessions = sessions;
        this.nodeId = nodeId;
    }

    /** Whether the user has a connection here. */
    public boolean isOnline(UserKey user) {
        return !sessions.of(user).isEmpty();
    }

    /** A user's connections, oldest first. */
    public List<ConnectionInfo> of(UserKey user) {
        return sessions.of(user).stream()
                .map(session -> ConnectionInfo.of(session, nodeId))
                .toList();
    }

    /**
     * The connections that match, page by page. Those that come or go meanwhile may be missed, none is met twice.
     *
     * @param after {@link ConnectionPage#next} of the page before, null for the first
     * @param limit 1 to {@link #MAX_PAGE}
     * @throws IllegalArgumentException when the limit is out of its range or {@code after} is none of ours
     */
    public ConnectionPage page(ConnectionFilter filter, @Nullable String after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit + " is not in 1.." + MAX_PAGE);
        }
        Place behind = after == null ? null : Place.decode(after);
        List<ClientSession> matching = new ArrayList<>();
        sessions.forEach(session -> {
            if (filter.matches(session)) {
                matching.add(session);
            }
        });
        List<ClientSession> rest = matching.stream()
                .filter(session -> behind == null || ORDER.compare(Place.of(session), behind) > 0)
                .sorted(Comparator.comparing(Place::of, ORDER))
                .limit(limit + 1L)
                .toList();
        boolean last = rest.size() <= limit;
        List<ClientSession> page = last ? rest : rest.subList(0, limit);
        return new ConnectionPage(
                page.stream().map(session -> ConnectionInfo.of(session, nodeId)).toList(),
                matching.size(),
                last ? null : Place.of(page.get(limit - 1)).encode());
    }

    /** Where a connection stands in the order of pages. */
    private record Place(String namespace, String userId, String clientId) {
        private static final String BETWEEN = "\n";

        static Place of(ClientSession session) {
            Identity identity = session.identity();
            return new Place(
                    identity.user().tenant().namespace(), identity.user().userId(), identity.clientId());
        }

        /** No part has control characters. */
        String encode() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            String.join(BETWEEN, namespace, userId, clientId).getBytes(StandardCharsets.UTF_8));
        }

        static Place decode(String encoded) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(encoded);
                String[] parts = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString()
                        .split(BETWEEN, -1);
                if (parts.length == 3) {
                    return new Place(parts[0], parts[1], parts[2]);
                }
            } catch (IllegalArgumentException | CharacterCodingException e) {
                throw new IllegalArgumentException("'after' is not from a page before", e);
            }
            throw new IllegalArgumentException("'after' is not from a page before");
        }
    }
}
