package io.signalbox.hub;

import io.signalbox.identity.Profile;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.Priority;
import io.signalbox.session.ClientSession;
import io.signalbox.session.SessionRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The VIP levels of users (contract M17), from 0, nobody special, to {@link Profile#MAX_VIP_LEVEL}. Never blocks. */
public final class Vips {
    private static final int HIGH_FROM = 6;
    private static final int NORMAL_FROM = 3;

    private final SessionRegistry sessions;
    private final Sends sends;

    Vips(SessionRegistry sessions, Sends sends) {
        this.sessions = sessions;
        this.sends = sends;
    }

    /** What goes to users of a level by their level: 6 to 8 high, 3 to 5 normal, below low. */
    public static Priority priority(int level) {
        if (level >= HIGH_FROM) {
            return Priority.HIGH;
        }
        return level >= NORMAL_FROM ? Priority.NORMAL : Priority.LOW;
    }

    /** To an audience on all nodes, with the priority that each one's level gives. Its own range of levels counts. */
    public Sent byLevel(Audience audience, Message message, Origin from) {
        Map<Priority, Audience> parts = new EnumMap<>(Priority.class);
        for (int level = audience.minVip(); level <= audience.maxVip(); level++) {
            int highest = level;
            parts.merge(priority(level), audience.vip(level, level), (part, same) -> part.vip(part.minVip(), highest));
        }
        return sends.toParts(audience, parts, message, from);
    }

    /** Users connected to this node by level, each once with the highest of its connections; a level with none is absent. */
    public SortedMap<Integer, Integer> statistics(Tenant tenant) {
        Map<UserKey, Integer> levels = new HashMap<>();
        sessions.forEach(session -> {
            UserKey user = session.identity().user();
            if (user.tenant().equals(tenant)) {
                levels.merge(user, session.profile().vipLevel(), Math::max);
            }
        });
        SortedMap<Integer, Integer> users = new TreeMap<>();
        levels.values().forEach(level -> users.merge(level, 1, Integer::sum));
        return users;
    }

    /**
     * Raises a user's connections to this node to a level, for as long as they last; a level never falls.
     *
     * @return whether a connection was below it
     * @throws IllegalArgumentException when the level is out of its range
     */
    public synchronized boolean raise(UserKey user, int level) {
        if (level < 0 || level > Profile.MAX_VIP_LEVEL) {
            throw new IllegalArgumentException("vip level " + level + " is not in 0.." + Profile.MAX_VIP_LEVEL);
        }
        boolean raised = false;
        for (ClientSession session : sessions.of(user)) {
            Profile present = session.profile();
            raised |= present.vipLevel() < level;
            session.profile(present.raisedTo(level));
        }
        return raised;
    }
}
