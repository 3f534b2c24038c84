package io.signalbox.store;

import io.signalbox.config.SettingsReader;
import io.signalbox.hub.WhenFull;
import java.time.Duration;

/**
 * How messages get into the inboxes of the database.
 *
 * @param whenFull what becomes of a message for an inbox that is full
 * @param appendTimeout longest time until a publish is told that it is stored, or that it could not be
 * @param batch entries that one transaction adds; one message for more than that is still one transaction
 * @param queue entries that wait for their transaction; beyond it a sender is told {@code store_unavailable}
 */
public record StoreSettings(WhenFull whenFull, Duration appendTimeout, int batch, int queue) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static StoreSettings from(SettingsReader settings) {
        return new StoreSettings(
                settings.choice("signalbox.inbox.when-full", WhenFull.REFUSE),
                settings.duration(
                        "signalbox.inbox.append-timeout",
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1)),
                settings.integer("signalbox.inbox.batch", 500, 1, 5000),
                settings.integer("signalbox.inbox.queue", 20_000, 100, 1_000_000));
    }
}
