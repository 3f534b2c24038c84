package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.session.Disconnect;
import jakarta.enterprise.inject.spi.BeanManager;
import java.time.Instant;
import java.util.List;

/** The application's CDI observers of presence. Without one, nothing is made of connections that come and go. */
final class PresenceObservers implements HubEvents {
    private static final UserKey NOBODY = new UserKey(new Tenant("", ""), "");
    private static final Instant NEVER = Instant.EPOCH;
    /** One of each kind, to ask who observes it. */
    private static final List<PresenceEvent> KINDS = List.of(
            new UserOnline(NOBODY, UserType.SYSTEM, "", "", NEVER),
            new UserOffline(NOBODY, UserType.SYSTEM, "", "", NEVER),
            new ClientConnected(NOBODY, UserType.SYSTEM, "", "", NEVER),
            new ClientDisconnected(
                    NOBODY, UserType.SYSTEM, "", "", NEVER, Disconnect.broken(Disconnect.Reason.UNKNOWN, "")));

    private final BeanManager beans;

    PresenceObservers(BeanManager beans) {
        this.beans = beans;
    }

    @Override
    public boolean wanted() {
        return KINDS.stream()
                .anyMatch(kind -> !beans.resolveObserverMethods(kind).isEmpty());
    }

    @Override
    public void tell(PresenceEvent event) {
        beans.getEvent().fire(event);
    }
}
