package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.MessageType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message to one user who is no bot and no part of the system, of a client's or the application's.
 *
 * @param messageId null when its sender gave none and it was not stored
 */
public record MessageSent(@Nullable String messageId, MessageType type, UserKey recipient, Result result, Instant at)
        implements DeliveryEvent {
    /** What became of it. */
    public enum Result {
        /** Connections or other nodes have it. */
        HANDED_ON,
        /** It is in the recipient's inbox. */
        STORED,
        /** Neither; a {@link DeliveryFailure} says why. */
        FAILED
    }
}
