package io.signalbox.session;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * Bounds of one connection.
 *
 * @param outboxMessages most messages waiting to be written
 * @param outboxCharacters most UTF-16 units waiting to be written
 * @param registrationTimeout how long an unnamed connection may take to register
 * @param idleTimeout a connection that sends nothing for this long is closed; zero: never
 */
public record SessionSettings(
        int outboxMessages, int outboxCharacters, Duration registrationTimeout, Duration idleTimeout) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static SessionSettings from(SettingsReader settings) {
        return new SessionSettings(
                settings.integer("signalbox.session.outbox-messages", 1024, 16, 1_000_000),
                settings.integer("signalbox.session.outbox-characters", 4 * 1024 * 1024, 128 * 1024, 1 << 30),
                settings.duration(
                        "signalbox.session.registration-timeout",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(5)),
                settings.duration(
                        "signalbox.session.idle-timeout", Duration.ofSeconds(90), Duration.ZERO, Duration.ofDays(1)));
    }
}
