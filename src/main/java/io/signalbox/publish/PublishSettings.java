package io.signalbox.publish;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * How what was published in a transaction gets sent.
 *
 * @param sweepAfter what is not sent so long after it was published is sent by whichever node finds it first; also how long one attempt may take. Longer than the clocks of the nodes differ
 * @param sweepEvery how often each node looks for that
 * @param batch most messages, and most transactions, that are read at once
 * @param transactionMessages most messages of one transaction; one more is refused
 * @param attempts after so many failed attempts a message is set aside
 * @param retryDelay wait after the first failed attempt; doubles with each
 * @param longestRetryDelay longest wait between two attempts
 */
public record PublishSettings(
        Duration sweepAfter,
        Duration sweepEvery,
        int batch,
        int transactionMessages,
        int attempts,
        Duration retryDelay,
        Duration longestRetryDelay) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static PublishSettings from(SettingsReader settings) {
        return new PublishSettings(
                settings.duration(
                        "signalbox.publish.sweep-after",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)),
                settings.duration(
                        "signalbox.publish.sweep-every",
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofHours(1)),
                settings.integer("signalbox.publish.batch", 100, 1, 10_000),
                settings.integer("signalbox.publish.transaction-messages", 1000, 1, 100_000),
                settings.integer("signalbox.publish.attempts", 12, 1, 1000),
                settings.duration(
                        "signalbox.publish.retry-delay",
                        Duration.ofSeconds(1),
                        Duration.ofMillis(1),
                        Duration.ofHours(1)),
                settings.duration(
                        "signalbox.publish.longest-retry-delay",
                        Duration.ofMinutes(5),
                        Duration.ofMillis(1),
                        Duration.ofHours(24)));
    }

    /** How long to wait after an attempt failed. @param failed how many have, at least 1 */
    Duration delayAfter(int failed) {
        int doublings = Math.min(failed - 1, 30);
        long millis = Math.min(longestRetryDelay.toMillis(), retryDelay.toMillis() << doublings);
        return Duration.ofMillis(millis);
    }
}
