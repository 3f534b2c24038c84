package io.signalbox.records;

import io.signalbox.hub.FailureCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to deliver a message, in milliseconds.
 *
 * @param at when it began
 * @param took until it was known whether the message was handed on or stored
 * @param error why it was not; null when it was
 */
public record MessageAttempt(
        Instant at, Duration took, @Nullable FailureCode error) {
    public MessageAttempt {
        at = Instant.ofEpochMilli(at.toEpochMilli());
        took = Duration.ofMillis(took.toMillis());
    }
}
