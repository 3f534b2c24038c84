package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.MessageType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client sent a message to somebody, and it was well-formed; what becomes of it is not known yet.
 *
 * @param messageId null when the client gave none
 * @param client the connection it came from
 * @param receiver user id; null when it goes to many
 */
public record MessageReceived(
        @Nullable String messageId,
        MessageType type,
        UserKey sender,
        String client,
        @Nullable String receiver,
        Instant at)
        implements DeliveryEvent {}
