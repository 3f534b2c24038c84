package io.signalbox.hub;

import io.signalbox.session.ClientSession;

/** Tells those who want to know that sessions come and go. Called with each session once for either. */
record Comings(Presence presence, ConnectionListener connections) {
    void arrived(ClientSession session) {
        connections.arrived(session);
        presence.arrived(session);
    }

    void left(ClientSession session) {
        connections.left(session);
        presence.left(session);
    }
}
