package io.signalbox.records;

import io.signalbox.config.SettingsReader;

/**
 * What is recorded, and how it is written.
 *
 * @param messages records of messages
 * @param connections records of connections
 * @param writer of all kinds of records
 */
public record RecordSettings(
        MessageRecordSettings messages, ConnectionRecordSettings connections, WriteBehindSettings writer) {
    /** Reads and validates; problems are collected in {@code settings}. */
    public static RecordSettings from(SettingsReader settings) {
        return new RecordSettings(
                MessageRecordSettings.from(settings),
                ConnectionRecordSettings.from(settings),
                WriteBehindSettings.from(settings));
    }
}
