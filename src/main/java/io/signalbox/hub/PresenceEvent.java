package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import java.time.Instant;

/**
 * A user or a client came to this node or left it (contract 2.12, row P03). Each kind is also a CDI event, fired on a
 * worker thread. What an observer sees of one user is in order: {@link UserOnline}, then for each client {@link
 * ClientConnected} and {@link ClientDisconnected}, then {@link UserOffline}.
 */
public sealed interface PresenceEvent permits UserOnline, UserOffline, ClientConnected, ClientDisconnected {
    UserKey user();

    /** Of the connection that it happened with. */
    UserType userType();

    /** This node. */
    String nodeId();

    /** The connection that it happened with. */
    String clientId();

    /** When it happened; not when it is told. */
    Instant timestamp();
}
