package io.signalbox.endpoint;

import io.signalbox.protocol.CloseCode;
import io.signalbox.transport.Wire;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections that have not said yet who they are. The hub does not know them, so nobody else tells them that the node
 * stops. Safe from any thread.
 */
final class UnnamedConnections {
    private final Set<Wire> open = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    /** One opened; it is closed at once when the node stops already. */
    void add(Wire wire) {
        open.add(wire);
        if (leaving) {
            goAway(wire);
        }
    }

    /** It has a name now, or it ended. Idempotent. */
    void remove(Wire wire) {
        open.remove(wire);
    }

    /** Closes all with 1001, and those that still come. */
    void goAway() {
        leaving = true;
        open.forEach(UnnamedConnections::goAway);
    }

    private static void goAway(Wire wire) {
        wire.close(CloseCode.GOING_AWAY.code(), CloseCode.GOING_AWAY.reason());
    }
}
