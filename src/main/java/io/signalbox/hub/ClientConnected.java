package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import java.time.Instant;

/** A connection can be reached. */
public record ClientConnected(UserKey user, UserType userType, String nodeId, String clientId, Instant timestamp)
        implements PresenceEvent {}
