package io.signalbox.api;

import io.signalbox.identity.Identity;
import io.signalbox.identity.Profile;
import io.signalbox.session.ClientSession;
import io.signalbox.session.ConsumerStep;
import java.time.Instant;

/**
 * One open connection, as it was when it was asked for.
 *
 * @param identity as it was at connect
 * @param name present name to show
 * @param profile what else is known of the user now
 * @param nodeId node that it is connected to
 * @param lastSeen when the client last sent anything
 * @param consumer how well it keeps up with what it is sent
 */
public record ConnectionInfo(
        Identity identity,
        String name,
        Profile profile,
        String nodeId,
        Instant connectedAt,
        Instant lastSeen,
        ConsumerStep consumer) {
    static ConnectionInfo of(ClientSession session, String nodeId) {
        return new ConnectionInfo(
                session.identity(),
                session.name(),
                session.profile(),
                nodeId,
                session.connectedAt(),
                session.lastSeen(),
                session.step());
    }
}
