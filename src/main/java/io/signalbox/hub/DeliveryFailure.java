package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message did not reach somebody (contract 2.11). CDI observers choose by qualifier, see package {@code delivery}.
 *
 * @param messageId null where it is not known, as when a socket fails with messages in it
 * @param recipient null when the message was refused before it was clear whom it is for
 * @param client the one connection that it is about; null when it is about the user
 * @param reason the reason of the code, or {@link FailureReason#MAX_RETRY}
 * @param code what stood in the way at last
 * @param attempt how often it was tried, from 1
 * @param kept whether it waits in the recipient's inbox, so that nothing is lost
 */
public record DeliveryFailure(
        @Nullable String messageId,
        @Nullable UserKey recipient,
        @Nullable String client,
        FailureReason reason,
        FailureCode code,
        int attempt,
        boolean kept,
        Instant at)
        implements DeliveryEvent {

    /** Which event is fired beside the general one. */
    public FailureReason.Kind kind() {
        return reason == FailureReason.MAX_RETRY ? code.reason().kind() : reason.kind();
    }
}
