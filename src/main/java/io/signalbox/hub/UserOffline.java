package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import java.time.Instant;

/** The last connection of a user to this node is gone; {@code clientId} names it. */
public record UserOffline(UserKey user, UserType userType, String nodeId, String clientId, Instant timestamp)
        implements PresenceEvent {}
