package io.signalbox.session;

/** Told what happens to sessions, on the thread where it happens and under no lock. Must not block or throw. */
public interface SessionListener {
    /** Does nothing. */
    SessionListener NONE = new SessionListener() {};

    /** The client reads slower or faster than before. Two changes in quick succession may be told as one. */
    default void stepChanged(ClientSession session, ConsumerStep from, ConsumerStep to) {}

    /** The connection is gone: nothing can be written any more. The session is closed already. */
    default void lost(ClientSession session) {}
}
