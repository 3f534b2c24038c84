package io.signalbox.records;

import io.signalbox.config.SettingsReader;
import io.signalbox.identity.PeerReader;
import java.time.Duration;
import java.util.List;

/**
 * Whether connections are recorded, and for how long: records are personal data.
 *
 * @param on whether connections are recorded: who was connected, when, from where and how well. Personal data
 * @param retention how long a record is kept after the end of its connection
 * @param interval how often what changed of open connections is written
 * @param headers names of request headers that are recorded, with commas between; none that may carry a secret
 */
public record ConnectionRecordSettings(boolean on, Duration retention, Duration interval, List<String> headers) {
    public ConnectionRecordSettings {
        headers = List.copyOf(headers);
    }

    /** Reads and validates; problems are collected in {@code settings}. */
    public static ConnectionRecordSettings from(SettingsReader settings) {
        return new ConnectionRecordSettings(
                settings.bool("signalbox.records.connections", false),
                settings.duration(
                        "signalbox.records.connection-retention",
                        Duration.ofDays(30),
                        Duration.ofHours(1),
                        Duration.ofDays(3650)),
                settings.duration(
                        "signalbox.records.connection-interval",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10)),
                settings.parsed("signalbox.records.connection-headers", List.of(), PeerReader::parseHeaders));
    }
}
