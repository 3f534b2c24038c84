package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.CloseCode;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Farewell;
import io.signalbox.session.Outgoing;
import io.signalbox.session.SessionRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Ends connections because the operator or the application says so (contract 2.3, C21 to C23). Who is kicked is
 * registered nowhere on this node when the call returns; the last message and the close frame follow. Safe from any thread; nothing blocks.
 */
public final class Kicks {
    private final SessionRegistry sessions;
    private final LoginSettings settings;
    private final Predicate<ClientSession> leave;
    private final Farewell farewell;
    private final Clock clock;

    /** @param leave takes a session out of the hub; false when it was not there any more */
    Kicks(
            SessionRegistry sessions,
            LoginSettings settings,
            Predicate<ClientSession> leave,
            Farewell farewell,
            Clock clock) {
        this.sessions = sessions;
        this.settings = settings;
        this.leave = leave;
        this.farewell = farewell;
        this.clock = clock;
    }

    /** Ends all connections of a user, with a message that says the reason if the settings ask for one. */
    public KickResult kick(UserKey user, String reason) {
        return kick(new KickOrder(user, reason, settings.notifies(), reason));
    }

    /** Ends all connections of a user: {@code kick_out} if wanted, then 4505. */
    public KickResult kick(KickOrder order) {
        Instant now = clock.instant();
        Outgoing notice = order.notifies() ? Notices.kickOut(order.text(), order.reason(), now) : null;
        int kicked = 0;
        boolean notified = false;
        for (ClientSession session : sessions.of(order.user())) {
            if (leave.test(session)) {
                kicked++;
                boolean taken = farewell.say(session, notice, CloseCode.KICKED_OUT);
                notified |= notice != null && taken;
            }
        }
        return KickResult.of(order, kicked, notified, now);
    }

    /** Ends all connections of a user without a message. @return how many */
    public int disconnectUser(UserKey user) {
        int ended = 0;
        for (ClientSession session : sessions.of(user)) {
            ended += disconnect(session) ? 1 : 0;
        }
        return ended;
    }

    /**
     * Ends the connections of a tenant with that client id without a message.
     *
     * @return how many; more than one only when users have the same client id
     */
    public int disconnectClient(Tenant tenant, String clientId) {
        int ended = 0;
        for (ClientSession session : sessions.query().ofClient(tenant, clientId)) {
            ended += disconnect(session) ? 1 : 0;
        }
        return ended;
    }

    /**
     * Makes the name and the profile of a user's connection again what its handshake said.
     *
     * @return false when there is no such connection
     */
    public boolean reset(UserKey user, String clientId) {
        ClientSession session = sessions.query().ofClient(user, clientId);
        if (session == null) {
            return false;
        }
        session.rename(session.identity().userName());
        session.profile(session.identity().profile());
        return true;
    }

    private boolean disconnect(ClientSession session) {
        boolean present = leave.test(session);
        if (present) {
            farewell.say(session, null, CloseCode.KICKED_OUT);
        }
        return present;
    }
}
