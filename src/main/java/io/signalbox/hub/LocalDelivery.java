package io.signalbox.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands messages to the connections of this node. Never blocks; safe from any thread. */
final class LocalDelivery {
    private final SessionRegistry sessions;
    private final GroupStore groups;
    private final Reports reports;
    private final Map<ClientSession, InboxFeed> feeds = new ConcurrentHashMap<>();

    LocalDelivery(SessionRegistry sessions, GroupStore groups) {
        this(sessions, groups, Reports.none());
    }

    /** @param reports hears of connections that have no room for what goes to many */
    LocalDelivery(SessionRegistry sessions, GroupStore groups, Reports reports) {
        this.sessions = sessions;
        this.groups = groups;
        this.reports = reports;
    }

    /** Where this node tells what becomes of messages. */
    Reports reports() {
        return reports;
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

    /** Something may have been stored for a user that this node was not told of. */
    void lookAgain(UserKey user) {
        for (ClientSession session : sessions.of(user)) {
            InboxFeed feed = feeds.get(session);
            if (feed != null) {
                feed.lookAgain();
            }
        }
    }

    /** @param except the connection that sent it, which gets no copy */
    void toGroups(Tenant tenant, Collection<String> groupIds, Outgoing outgoing, @Nullable ClientSession except) {
        for (UserKey user : groups.members(tenant, groupIds)) {
            for (ClientSession session : sessions.of(user)) {
                if (session != except) {
                    handOn(session, outgoing);
                }
            }
        }
    }

    /** Members of the groups that this node knows, each once. */
    Collection<UserKey> members(Tenant tenant, Collection<String> groupIds) {
        return groups.members(tenant, groupIds);
    }

    /** The same for what came from elsewhere. @param except a user who gets no copy. @return users, not connections */
    Reach toMembers(Tenant tenant, Collection<String> groupIds, Outgoing outgoing, @Nullable String except) {
        int members = 0;
        int reached = 0;
        for (UserKey user : groups.members(tenant, groupIds)) {
            if (!user.userId().equals(except)) {
                members++;
                reached += toMember(user, outgoing) ? 1 : 0;
            }
        }
        return new Reach(members, reached);
    }

    /** @return connections */
    Reach to(Predicate<ClientSession> audience, Outgoing outgoing) {
        int[] reach = new int[2];
        sessions.forEach(session -> {
            if (audience.test(session)) {
                reach[0]++;
                reach[1] += handOn(session, outgoing) ? 1 : 0;
            }
        });
        return new Reach(reach[0], reach[1]);
    }

    /** @param except the connection that sent it, which gets no copy */
    void toNamespace(Tenant tenant, Outgoing outgoing, @Nullable ClientSession except) {
        sessions.forEach(session -> {
            if (session != except && session.identity().user().tenant().equals(tenant)) {
                handOn(session, outgoing);
            }
        });
    }

    /** @param except the connection that sent it, which gets no copy */
    void toApp(String appId, Outgoing outgoing, @Nullable ClientSession except) {
        sessions.forEach(session -> {
            if (session != except && session.appId().equals(appId)) {
                handOn(session, outgoing);
            }
        });
    }

    private boolean toMember(UserKey user, Outgoing outgoing) {
        boolean taken = false;
        for (ClientSession session : sessions.of(user)) {
            taken |= handOn(session, outgoing);
        }
        return taken;
    }

    /** What goes to many. */
    @CanIgnoreReturnValue
    private boolean handOn(ClientSession session, Outgoing outgoing) {
        boolean taken = session.send(outgoing);
        if (!taken) {
            reports.broadcastRefused(session, outgoing);
        }
        return taken;
    }

    /** How many on this node something was for, and how many of them took it. */
    record Reach(int total, int taken) {}
}
