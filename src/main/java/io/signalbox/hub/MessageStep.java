package io.signalbox.hub;

import io.signalbox.protocol.Message;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a message, for its record.
 *
 * @param status where it is now; null when this is not about that
 * @param at when
 * @param facts what is known of it where it was sent; null elsewhere
 * @param attempt the try that this is about; null when it is about none
 * @param failure what stood in the way; null when nothing did
 * @param error the same for people; null when there is nothing to say
 */
public record MessageStep(
        MessageSubject subject,
        @Nullable MessageStatus status,
        Instant at,
        @Nullable Facts facts,
        @Nullable Try attempt,
        @Nullable FailureCode failure,
        @Nullable String error) {
    /**
     * @param message with its id; the hub's stamp may be missing
     * @param senderClient the connection that it came from; null when the application sent it
     * @param clientIp where that came from; null when it is not known
     * @param maxRetries how often it is tried again at most
     */
    public record Facts(
            Message message,
            @Nullable String senderClient,
            @Nullable String clientIp,
            int maxRetries) {}

    /** @param failure null when it did not fail */
    public record Try(Instant at, Duration took, @Nullable FailureCode failure) {}
}
