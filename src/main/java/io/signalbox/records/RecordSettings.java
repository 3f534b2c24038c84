package io.signalbox.records;

import io.signalbox.config.SettingsReader;

/**
 * What is recorded, and how it is written.
 *
 * @param writer of all kinds of records
 * @param connections what is recorded of connections
 */
public record RecordSettings(WriteBehindSettings writer, ConnectionRecordSettings connections) {
    /** Reads and validates; problems are collected in {@code settings}. */
    public static RecordSettings from(SettingsReader settings) {
        return new RecordSettings(WriteBehindSettings.from(settings), ConnectionRecordSettings.from(settings));
    }
}
