package io.signalbox.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ended.
 *
 * @param code the close code; 1006 when no close frame came
 * @param reason what the hub or the network said, perhaps empty
 * @param nextAttempt time until the next attempt; null when there will be none
 */
public record Disconnection(
        int code, String reason, @Nullable Duration nextAttempt) {
    /** Time until the next attempt; empty when there will be none. */
    public Optional<Duration> retryIn() {
        return Optional.ofNullable(nextAttempt);
    }
}
