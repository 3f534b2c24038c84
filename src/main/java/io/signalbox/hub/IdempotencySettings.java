package io.signalbox.hub;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * How long a repeated publish is recognised.
 *
 * @param window how long an {@code idempotency_key} is remembered; zero: not at all
 * @param entries most keys that a node remembers; beyond it the oldest is forgotten early
 */
public record IdempotencySettings(Duration window, int entries) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static IdempotencySettings from(SettingsReader settings) {
        return new IdempotencySettings(
                settings.duration(
                        "signalbox.hub.idempotency-window", Duration.ofMinutes(2), Duration.ZERO, Duration.ofHours(24)),
                settings.integer("signalbox.hub.idempotency-entries", 100_000, 1000, 10_000_000));
    }
}
