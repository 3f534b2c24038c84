package io.signalbox.hub;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * What is remembered of the devices of a user.
 *
 * @param acknowledgedBy which devices have to acknowledge an entry before it goes
 * @param devices most devices that are remembered for one user; beyond it the one not seen for the longest is forgotten
 * @param forgetAfter how long a device is remembered that neither connects nor acknowledges anything
 */
public record CursorSettings(AcknowledgedBy acknowledgedBy, int devices, Duration forgetAfter) {
    public static final CursorSettings DEFAULT = new CursorSettings(AcknowledgedBy.ANY_DEVICE, 16, Duration.ofDays(7));

    /** Reads and validates; problems are collected in {@code settings}. */
    public static CursorSettings from(SettingsReader settings) {
        return new CursorSettings(
                settings.choice("signalbox.inbox.acknowledged-by", DEFAULT.acknowledgedBy),
                settings.integer("signalbox.inbox.max-devices", DEFAULT.devices, 1, 1000),
                settings.duration(
                        "signalbox.inbox.forget-device-after",
                        DEFAULT.forgetAfter,
                        Duration.ofSeconds(1),
                        Duration.ofDays(3650)));
    }

    /** Whether an entry waits for every device. */
    public boolean allDevices() {
        return acknowledgedBy == AcknowledgedBy.ALL_DEVICES;
    }
}
