package io.signalbox.hub;

import io.signalbox.node.MonotonicClock;
import io.signalbox.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * Told of every connection that comes and goes, on the thread where it happens and under no lock. Must not block or
 * throw.
 */
public interface ConnectionListener {
    /** Does nothing. */
    ConnectionListener NONE = new ConnectionListener() {};

    /** What round trips are to be measured with; null: nothing is measured or counted of connections. Asked once. */
    default @Nullable MonotonicClock measuredWith() {
        return null;
    }

    /** A session can be reached. Once for each; {@link #left} may come first, from another thread. */
    default void arrived(ClientSession session) {}

    /** A session is gone; its end is known. Once for each. */
    default void left(ClientSession session) {}
}
