package io.signalbox.delivery;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * Bounds of deliveries of the application.
 *
 * @param retry when what failed is tried again
 * @param ackTimeout how long a device has to acknowledge before the message is handed out again
 * @param ackRetries how often it is handed out again
 * @param maxPending most deliveries of the application under way on this node, those that wait for an acknowledgement included
 */
public record DeliverySettings(RetrySettings retry, Duration ackTimeout, int ackRetries, int maxPending) {
    /** Reads and validates; problems are collected in {@code settings}. */
    public static DeliverySettings from(SettingsReader settings) {
        return new DeliverySettings(
                RetrySettings.from(settings),
                settings.duration(
                        "signalbox.delivery.ack-timeout",
                        Duration.ofMillis(500),
                        AckOptions.SHORTEST,
                        AckOptions.LONGEST),
                settings.integer("signalbox.delivery.ack-retries", 3, 0, RetrySettings.MOST_RETRIES),
                settings.integer("signalbox.delivery.max-pending", 10_000, 1, 1_000_000));
    }
}
