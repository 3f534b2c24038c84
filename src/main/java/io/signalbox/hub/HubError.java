package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something around the hub does not work as it should. It is logged too.
 *
 * @param what for people
 * @param user whom it concerns, null when nobody in particular
 */
public record HubError(
        Severity severity,
        String what,
        @Nullable UserKey user,
        @Nullable String messageId,
        Instant at) implements DeliveryEvent {
    /** How bad it is. */
    public enum Severity {
        /** It is tried again, or somebody was told to. */
        WARNING,
        /** A message is lost. */
        ERROR
    }
}
