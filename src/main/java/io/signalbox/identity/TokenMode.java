package io.signalbox.identity;

/** What connection tokens are to a node (contract C06, C09). */
public enum TokenMode {
    /** They are not looked at: who connects is who it says it is. */
    OFF,
    /** A handshake with a token is who the token says; one without is who it says. A bad token is refused. */
    OPTIONAL,
    /** A handshake without a good token is refused. */
    REQUIRED
}
