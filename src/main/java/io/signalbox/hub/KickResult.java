package io.signalbox.hub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link KickOrder} (contract C21).
 *
 * @param kicked connections that were ended
 * @param notified whether one of them at least took the message
 * @param success whether any connection was ended
 * @param error why none was; null on success
 */
public record KickResult(
        String userId,
        String reason,
        int kicked,
        boolean notified,
        boolean success,
        @Nullable String error,
        Instant time) {
    private static final String NOT_ONLINE = "user is not online";

    static KickResult of(KickOrder order, int kicked, boolean notified, Instant time) {
        boolean success = kicked > 0;
        return new KickResult(
                order.user().userId(), order.reason(), kicked, notified, success, success ? null : NOT_ONLINE, time);
    }
}
