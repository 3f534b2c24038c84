package io.signalbox.queue;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * Bounds of named queues.
 *
 * @param maxQueues most queues that have entries
 * @param maxEntries most entries of a queue
 * @param maxBytes most bytes of a queue, in UTF-8
 * @param maxEntryBytes most bytes of an entry, in UTF-8
 * @param retention how long an entry is kept for which nothing shorter is said
 * @param pollInterval how often a waiting consumer looks for what other nodes put in; what its own node puts in wakes it
 */
public record QueueSettings(
        int maxQueues, int maxEntries, int maxBytes, int maxEntryBytes, Duration retention, Duration pollInterval) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static QueueSettings from(SettingsReader settings) {
        return new QueueSettings(
                settings.integer("signalbox.queue.max-queues", 1000, 1, 1_000_000),
                settings.integer("signalbox.queue.max-entries", 10_000, 1, 100_000_000),
                settings.integer("signalbox.queue.max-bytes", 64 * 1024 * 1024, 1024, Integer.MAX_VALUE),
                settings.integer("signalbox.queue.max-entry-bytes", 256 * 1024, 16, 1024 * 1024),
                settings.duration(
                        "signalbox.queue.retention", Duration.ofDays(7), Duration.ofMinutes(1), Duration.ofDays(366)),
                settings.duration(
                        "signalbox.queue.poll-interval",
                        Duration.ofMillis(250),
                        Duration.ofMillis(10),
                        Duration.ofMinutes(1)));
    }
}
