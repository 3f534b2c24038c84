package io.signalbox.hub;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link KickOrder} (contract C21).
 *
 * @param kicked connections that were ended
 * @param notified whether one of them at least took the message
 * @param success whether any connection was ended
 * @param error why none was; null on success
 * @param silentNodes nodes that did not say in time what they did; empty when all did, or only this one was asked
 */
public record KickResult(
        String userId,
        String reason,
        int kicked,
        boolean notified,
        boolean success,
        @Nullable String error,
        Instant time,
        List<String> silentNodes) {
    private static final String NOT_ONLINE = "user is not online";
    private static final String NOT_KNOWN = "user is not online on the nodes that answered";

    public KickResult {
        silentNodes = List.copyOf(silentNodes);
    }

    static KickResult of(KickOrder order, KickTally tally, Instant time) {
        boolean success = tally.connections() > 0;
        return new KickResult(
                order.user().userId(),
                order.reason(),
                tally.connections(),
                tally.notified(),
                success,
                success ? null : tally.silentNodes().isEmpty() ? NOT_ONLINE : NOT_KNOWN,
                time,
                tally.silentNodes());
    }
}
