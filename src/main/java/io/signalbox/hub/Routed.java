package io.signalbox.hub;

/** What became of a message. */
enum Routed {
    /** Nothing yet: it has to wait for the directory or the database, and may not here. */
    MUST_WAIT,
    /** Handed to connections or other nodes, as far as there are any. */
    HANDED_ON,
    /** In the receiver's inbox. */
    STORED,
    /** The one client or the live receiver it was for is not there. */
    ABSENT
}
