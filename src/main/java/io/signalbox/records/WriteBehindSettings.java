package io.signalbox.records;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * How changes of records become transactions.
 *
 * @param batch most records of one transaction
 * @param maxWait how long a change waits for others to go with it
 * @param queue most records with changes that wait, those being written included
 */
public record WriteBehindSettings(int batch, Duration maxWait, int queue) {
    /** Reads and validates; problems are collected in {@code settings}. */
    static WriteBehindSettings from(SettingsReader settings) {
        return new WriteBehindSettings(
                settings.integer("signalbox.records.batch", 500, 1, 10_000),
                settings.duration(
                        "signalbox.records.max-wait",
                        Duration.ofMillis(200),
                        Duration.ofMillis(10),
                        Duration.ofSeconds(10)),
                settings.integer("signalbox.records.queue", 65_536, 1, 10_000_000));
    }
}
