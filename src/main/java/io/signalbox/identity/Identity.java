package io.signalbox.identity;

import io.signalbox.protocol.Stamp;
import java.util.List;

/**
 * Who a connection is.
 *
 * @param user the user it belongs to
 * @param userName name to show
 * @param userType the sender type that the hub stamps
 * @param deviceId the device, stable over reconnects when the client names one
 * @param clientId this connection; a newer one of the user with the same id replaces it
 * @param clientType what it comes from
 * @param connectionType how it is carried
 * @param groups joined at connect
 * @param profile as it was at connect; the session has the present one
 * @param peer where it comes from
 */
public record Identity(
        UserKey user,
        String userName,
        UserType userType,
        String deviceId,
        String clientId,
        ClientType clientType,
        ConnectionType connectionType,
        List<String> groups,
        Profile profile,
        Peer peer) {
    public Identity {
        groups = List.copyOf(groups);
    }

    /** A visitor's WebSocket from a browser, of whom nothing else is known; the device is the client. */
    public static Identity visitor(UserKey user, String clientId, List<String> groups) {
        return new Identity(
                user,
                user.userId(),
                UserType.VISITOR,
                clientId,
                clientId,
                ClientType.WEB,
                ConnectionType.WEBSOCKET,
                groups,
                Profile.NONE,
                Peer.UNKNOWN);
    }

    /** The same connection of a user of another type. */
    public Identity as(UserType type) {
        return new Identity(
                user, userName, type, deviceId, clientId, clientType, connectionType, groups, profile, peer);
    }

    /** The same with what else is known. */
    public Identity with(Profile known) {
        return new Identity(
                user, userName, userType, deviceId, clientId, clientType, connectionType, groups, known, peer);
    }

    /** The same from another kind of client. */
    public Identity from(ClientType type) {
        return new Identity(user, userName, userType, deviceId, clientId, type, connectionType, groups, profile, peer);
    }

    /** The same, carried otherwise. */
    public Identity over(ConnectionType type) {
        return new Identity(user, userName, userType, deviceId, clientId, clientType, type, groups, profile, peer);
    }

    /** The same from elsewhere. */
    public Identity at(Peer place) {
        return new Identity(
                user, userName, userType, deviceId, clientId, clientType, connectionType, groups, profile, place);
    }

    /** What the hub says of it as a sender. */
    public Stamp.Origin origin() {
        Tenant tenant = user.tenant();
        return new Stamp.Origin(
                user.userId(), userName, userType.wireName(), clientId, tenant.appId(), tenant.namespace());
    }
}
