package io.signalbox.records;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * Records of messages.
 *
 * @param messages which messages there are records of. They hold personal data, and cost a row for each message and
 *     receiver
 * @param payload whether what a message says is in its record
 * @param expiry what nobody acknowledged or refused by then, counted from when it was sent, is marked {@code expired}
 * @param retention how long a record is kept
 * @param ackTimeout what its receiver has had for so long without acknowledging it is marked {@code ack_timeout}
 * @param sweepEvery how often that is looked for, and old records are removed
 */
public record MessageRecordSettings(
        MessageScope messages,
        boolean payload,
        Duration expiry,
        Duration retention,
        Duration ackTimeout,
        Duration sweepEvery) {
    /** Reads and validates; problems are collected in {@code settings}. */
    static MessageRecordSettings from(SettingsReader settings) {
        MessageRecordSettings read = new MessageRecordSettings(
                settings.choice("signalbox.records.messages", MessageScope.OFF),
                settings.bool("signalbox.records.payload", false),
                settings.duration(
                        "signalbox.records.message-expiry",
                        Duration.ofHours(24),
                        Duration.ofMinutes(1),
                        Duration.ofDays(30)),
                settings.duration(
                        "signalbox.records.message-retention",
                        Duration.ofDays(7),
                        Duration.ofMinutes(1),
                        Duration.ofDays(366)),
                settings.duration(
                        "signalbox.records.message-ack-timeout",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofDays(1)),
                settings.duration(
                        "signalbox.records.message-sweep-interval",
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)));
        if (read.expiry.compareTo(read.retention) > 0) {
            settings.problem("signalbox.records.message-expiry must not be above signalbox.records.message-retention");
        }
        return read;
    }
}
