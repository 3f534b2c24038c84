package io.signalbox.records;

import io.signalbox.config.SettingsReader;

/**
 * What is recorded, and how it is written.
 *
 * @param writer of all kinds of records
 */
public record RecordSettings(WriteBehindSettings writer) {
    /** Reads and validates; problems are collected in {@code settings}. */
    public static RecordSettings from(SettingsReader settings) {
        return new RecordSettings(WriteBehindSettings.from(settings));
    }
}
