package io.signalbox.client;

/** Where a client is in its life. */
public enum ClientState {
    /** Not asked to connect yet. */
    IDLE,
    /** Until the hub registered the first connection. */
    CONNECTING,
    /** The hub registered the connection; an open socket alone is not enough. */
    CONNECTED,
    /** A connection was lost, and the next is on its way. */
    RECONNECTING,
    /** For good: by {@code close()}, or by a close code that forbids to come back. */
    CLOSED
}
