package io.signalbox.delivery;

import io.signalbox.hub.DeliveryEvent;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.identity.UserKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery of the application ended. Also a CDI event, once for each.
 *
 * @param state not {@link DeliveryState#PENDING}
 * @param stored whether it was put into the receiver's inbox
 * @param reason null unless it timed out or failed
 * @param code what stood in the way at last; null unless it timed out or failed
 * @param attempts in order, at most one more than {@link RetrySettings#MOST_RETRIES} of sending and of handing out again
 * @param at when it ended
 */
public record DeliveryResult(
        String messageId,
        UserKey recipient,
        DeliveryState state,
        boolean stored,
        @Nullable FailureReason reason,
        @Nullable FailureCode code,
        List<AttemptRecord> attempts,
        Instant at)
        implements DeliveryEvent {
    public DeliveryResult {
        attempts = List.copyOf(attempts);
    }

    /** Whether the receiver has it, or will have it. */
    public boolean succeeded() {
        return reason == null;
    }
}
