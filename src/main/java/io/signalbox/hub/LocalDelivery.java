package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.Message;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Outgoing;
import io.signalbox.session.SessionRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Hands messages to the connections of this node. Never blocks; safe from any thread. */
final class LocalDelivery {
    private final SessionRegistry sessions;
    private final GroupStore groups;
    private final Map<ClientSession, InboxFeed> feeds = new ConcurrentHashMap<>();

    LocalDelivery(SessionRegistry sessions, GroupStore groups) {
        this.sessions = sessions;
        this.groups = groups;
    }

    void attach(ClientSession session, InboxFeed feed) {
        feeds.put(session, feed);
    }

    void detach(ClientSession session) {
        feeds.remove(session);
    }

    /** The connections of a user; never changes. */
    List<ClientSession> of(UserKey user) {
        return sessions.of(user);
    }

    /** @param clientId only this connection, null for all. @return how many connections took it */
    int toUser(UserKey user, @Nullable String clientId, Outgoing outgoing) {
        int taken = 0;
        for (ClientSession session : sessions.of(user)) {
            if (isMeant(session, clientId) && session.send(outgoing)) {
                taken++;
            }
        }
        return taken;
    }

    /** Whether a message to that client of a user, or to all when it is null, is for this connection. */
    static boolean isMeant(ClientSession session, @Nullable String clientId) {
        return clientId == null || clientId.equals(session.identity().clientId());
    }

    void toInbox(UserKey user, long seq, Message message, EncodedMessage encoded) {
        for (ClientSession session : sessions.of(user)) {
            InboxFeed feed = feeds.get(session);
            if (feed != null) {
                feed.stored(seq, message, encoded);
            }
        }
    }

    /** @param except the connection that sent it, which gets no copy */
    void toGroups(Tenant tenant, Collection<String> groupIds, Outgoing outgoing, @Nullable ClientSession except) {
        for (UserKey user : groups.members(tenant, groupIds)) {
            for (ClientSession session : sessions.of(user)) {
                if (session != except) {
                    session.send(outgoing);
                }
            }
        }
    }

    /** @param except the connection that sent it, which gets no copy */
    void toApp(String appId, Outgoing outgoing, @Nullable ClientSession except) {
        sessions.forEach(session -> {
            if (session != except && session.identity().user().tenant().appId().equals(appId)) {
                session.send(outgoing);
            }
        });
    }
}
