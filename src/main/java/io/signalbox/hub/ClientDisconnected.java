package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.session.Disconnect;
import java.time.Instant;

/** A connection is gone. @param how its first cause */
public record ClientDisconnected(
        UserKey user, UserType userType, String nodeId, String clientId, Instant timestamp, Disconnect how)
        implements PresenceEvent {}
