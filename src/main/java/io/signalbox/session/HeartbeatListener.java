package io.signalbox.session;

import java.util.Collection;

/**
 * Hooks of the heartbeat (contract C30), on the thread of the connection or of the sweep. Must not block; an exception
 * is logged and changes nothing. Every CDI bean of this type is told.
 */
public interface HeartbeatListener {
    /** Does nothing. */
    HeartbeatListener NONE = new HeartbeatListener() {};

    /** All of them as one: each is asked and told in their order, and what one throws is kept from the others. */
    static HeartbeatListener all(Collection<? extends HeartbeatListener> listeners) {
        return new HeartbeatListeners(listeners);
    }

    /** A heartbeat message arrived. @return false: it does not count as a sign of life; it is answered all the same */
    default boolean before(ClientSession session) {
        return true;
    }

    /** A heartbeat message was accepted. */
    default void report(ClientSession session) {}

    /** The session's time was refreshed. */
    default void after(ClientSession session) {}

    /** Nothing came from the client for the idle timeout: the session was closed. */
    default void timedOut(ClientSession session) {}
}
