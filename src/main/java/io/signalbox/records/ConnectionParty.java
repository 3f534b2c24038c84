package io.signalbox.records;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Peer;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;

/** Who is connected, with what, and from where. */
public record ConnectionParty(
        UserKey user,
        UserType userType,
        String deviceId,
        ClientType clientType,
        ConnectionType connectionType,
        Peer peer) {
    static ConnectionParty of(Identity identity) {
        return new ConnectionParty(
                identity.user(),
                identity.userType(),
                identity.deviceId(),
                identity.clientType(),
                identity.connectionType(),
                identity.peer());
    }
}
