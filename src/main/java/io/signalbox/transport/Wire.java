package io.signalbox.transport;

/**
 * The sending half of one open WebSocket, whoever moves its bytes. Has one user, the connection's outbox, which sends
 * the next message only after the last was completed.
 */
public interface Wire {
    /**
     * Starts to send one text message and returns without waiting.
     *
     * @param done called exactly once, on any thread, possibly before this returns: true when the message was handed
     *     to the operating system, false when the connection is gone
     */
    void send(String text, Completion done);

    /** Starts the closing handshake; later calls do nothing. Never throws. */
    void close(int code, String reason);

    /** Told how a send ended. */
    @FunctionalInterface
    interface Completion {
        void sent(boolean success);
    }
}
