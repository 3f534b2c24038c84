package io.signalbox.client;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One WebSocket, from the dial to its end. No call blocks; all are safe from any thread. */
interface Wire {
    /**
     * Writes a text message. One at a time: the next only after {@code done}.
     *
     * @param done called once, on any thread; with null when the message was written
     */
    void send(String text, Consumer<@Nullable Throwable> done);

    /** Asks for one more call of {@link WireListener#text} or {@code closed}. The first is asked for already. */
    void request();

    /** Starts the closing handshake; {@code closed} or {@code failed} follows if the peer plays along. */
    void close(int code, String reason);

    /** Ends it at once. */
    void abort();
}
