package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import java.time.Instant;

/** The first connection of a user to this node is there; {@code clientId} names it. */
public record UserOnline(UserKey user, UserType userType, String nodeId, String clientId, Instant timestamp)
        implements PresenceEvent {}
