package io.signalbox.transport;

import java.time.Duration;

/** The sending half of one open WebSocket, whoever moves its bytes. All methods from any thread; none blocks or throws. */
public interface Wire {
    /** Whom to pull from. Once, before the first {@link #wake}. */
    void attach(FrameSource source);

    /** The source has something to write: it is pulled soon, by one thread at a time. Cheap when repeated. */
    void wake();

    /** Sends a WebSocket ping (RFC 6455 section 5.5.2), ahead of what waits. */
    void ping();

    /**
     * The same with a number that its pong tells apart from others: eight bytes of payload. A wire that cannot say which
     * ping a pong answers sends one without.
     */
    default void ping(long number) {
        ping();
    }

    /**
     * Starts the closing handshake after a frame that is half written; nothing is pulled after it. Later calls do
     * nothing.
     */
    void close(int code, String reason);

    /** Ends the socket at once, without a close frame. */
    void abort();

    /** How long the socket has taken nothing although something waits; zero when nothing waits or it moves. */
    Duration stalledFor();
}
