package io.signalbox.hub;

import io.signalbox.identity.Identity;
import io.signalbox.protocol.CloseCode;
import io.signalbox.session.Admitted;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Farewell;
import io.signalbox.session.LoginLimits;
import io.signalbox.session.Outgoing;
import io.signalbox.session.SessionRegistry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections in as far as their user may have them, greets them, and ends those that have to go for them (contract
 * 2.3). Users are told apart by app, namespace and user id (hazard H57). Safe from any thread; holds no lock.
 */
final class Logins {
    private static final System.Logger LOG = System.getLogger(Logins.class.getName());
    /** Why a connection has to go, in {@code data.content_extra} of its last message. */
    private static final String REASON = "login_limit";

    private final SessionRegistry sessions;
    private final LoginSettings settings;
    private final LoginLimits limits;
    private final WelcomeProvider welcome;
    private final Farewell farewell;
    private final Clock clock;

    Logins(SessionRegistry sessions, LoginSettings settings, WelcomeProvider welcome, Farewell farewell, Clock clock) {
        this.sessions = sessions;
        this.settings = settings;
        this.limits = settings.limits();
        this.welcome = welcome;
        this.farewell = farewell;
        this.clock = clock;
    }

    /** Whether a connection would be refused if it came now. */
    boolean refuses(Identity identity) {
        return limits.refuses(identity, sessions.of(identity.user()));
    }

    /** What a new connection is greeted with; null: nothing. Asks the application, so no lock may be held. */
    @Nullable
    Outgoing greeting(Identity identity) {
        try {
            WelcomeProvider.Welcome said = welcome.welcome(identity);
            return said == null ? null : Notices.welcome(said, clock.instant());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "not greeted: user=" + identity.user(), e);
            return null;
        }
    }

    /** Registers a session as far as the limits allow. What comes of it is {@link #settle settled} without locks. */
    Admitted admit(ClientSession session) {
        return sessions.admit(session, limits);
    }

    /** Ends the sessions that have to go, or the new one when it was refused. */
    void settle(ClientSession session, Admitted admitted) {
        if (!admitted.accepted()) {
            session.close(CloseCode.LOGIN_LIMIT);
            return;
        }
        ClientSession replaced = admitted.replaced();
        if (replaced != null) {
            replaced.close(CloseCode.REPLACED);
        }
        for (ClientSession going : admitted.evicted()) {
            Outgoing notice =
                    settings.notifies() ? Notices.forceOffline(settings.noticeText(), REASON, clock.instant()) : null;
            farewell.say(going, notice, CloseCode.FORCED_OFFLINE);
        }
    }
}
