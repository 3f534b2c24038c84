package io.signalbox.session;

import io.signalbox.config.SettingsReader;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bounds of one connection.
 *
 * @param outboxMessages most messages waiting to be written
 * @param outboxMessagesByType other values of it for user types, such as {@code agent=4096,visitor=256}
 * @param outboxBytes most bytes waiting to be written
 * @param conflateAt fill of the outbox in per cent from which updates with the same key replace each other
 * @param parkAt fill of the outbox in per cent from which stored messages wait in the inbox
 * @param starvationBound how often a waiting lane may be passed over by more urgent ones
 * @param registrationTimeout how long an unnamed connection may take to register
 * @param pingInterval a connection that sends nothing for this long, give or take a fifth, is pinged
 * @param idleTimeout a connection that sends nothing for this long, not even an answer to pings, is closed; zero: never
 * @param writeStall a connection whose socket takes nothing for this long is closed
 * @param rate messages a second that one connection may send in the long run; zero: any number
 * @param burst messages that one connection may send at once
 * @param userRate messages a second that all connections of a user to this node may send; zero: any number
 * @param userBurst messages that all connections of a user to this node may send at once
 * @param rateViolations so many messages in a row beyond the rate end the connection
 */
public record SessionSettings(
        int outboxMessages,
        Map<String, Integer> outboxMessagesByType,
        int outboxBytes,
        int conflateAt,
        int parkAt,
        int starvationBound,
        Duration registrationTimeout,
        Duration pingInterval,
        Duration idleTimeout,
        Duration writeStall,
        int rate,
        int burst,
        int userRate,
        int userBurst,
        int rateViolations) {
    private static final int MIN_MESSAGES = 16;
    private static final int MAX_MESSAGES = 1_000_000;
    private static final int MAX_RATE = 1_000_000;

    public SessionSettings {
        outboxMessagesByType = Map.copyOf(outboxMessagesByType);
    }

    /** Reads and validates; problems are collected in {@code settings}. */
    public static SessionSettings from(SettingsReader settings) {
        SessionSettings read = new SessionSettings(
                settings.integer("signalbox.session.outbox-messages", 1024, MIN_MESSAGES, MAX_MESSAGES),
                settings.parsed("signalbox.session.outbox-messages-by-type", Map.of(), SessionSettings::byType),
                settings.integer("signalbox.session.outbox-bytes", 4 * 1024 * 1024, 256 * 1024, 1 << 30),
                settings.integer("signalbox.session.conflate-at", 50, 30, 99),
                settings.integer("signalbox.session.park-at", 75, 30, 99),
                settings.integer("signalbox.session.starvation-bound", 32, 1, 10_000),
                duration(settings, "registration-timeout", 10_000, 100, 300_000),
                duration(settings, "ping-interval", 25_000, 1000, 3_600_000),
                duration(settings, "idle-timeout", 90_000, 0, 86_400_000),
                duration(settings, "write-stall", 30_000, 1000, 3_600_000),
                settings.integer("signalbox.session.rate", 1000, 0, MAX_RATE),
                settings.integer("signalbox.session.burst", 2000, 1, MAX_RATE),
                settings.integer("signalbox.session.user-rate", 2000, 0, MAX_RATE),
                settings.integer("signalbox.session.user-burst", 4000, 1, MAX_RATE),
                settings.integer("signalbox.session.rate-violations", 1000, 1, MAX_RATE));
        read.check(settings);
        return read;
    }

    /** The outbox of a connection that may have so many messages waiting. */
    OutboxLimits outbox(int messages) {
        return new OutboxLimits(messages, outboxBytes, conflateAt, parkAt, starvationBound);
    }

    private void check(SettingsReader settings) {
        // A jittered ping, its answer and a sweep have to fit in before a live client is taken for a dead one.
        if (!idleTimeout.isZero() && idleTimeout.multipliedBy(2).compareTo(pingInterval.multipliedBy(3)) <= 0) {
            settings.problem("signalbox.session.idle-timeout must be zero or more than one and a half times"
                    + " signalbox.session.ping-interval, but they are " + idleTimeout + " and " + pingInterval);
        }
        if (parkAt < conflateAt) {
            settings.problem(
                    "signalbox.session.park-at must not be less than signalbox.session.conflate-at, but they are "
                            + parkAt + " and " + conflateAt);
        }
    }

    private static Duration duration(SettingsReader settings, String name, long millis, long min, long max) {
        return settings.duration(
                "signalbox.session." + name, Duration.ofMillis(millis), Duration.ofMillis(min), Duration.ofMillis(max));
    }

    private static Map<String, Integer> byType(String text) {
        Map<String, Integer> messages = new TreeMap<>();
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.strip().split("=", -1);
            if (parts.length != 2 || parts[0].isBlank() || !parts[1].strip().matches("[0-9]{1,7}")) {
                throw new IllegalArgumentException("must be like agent=4096,visitor=256");
            }
            int value = Integer.parseInt(parts[1].strip());
            if (value < MIN_MESSAGES || value > MAX_MESSAGES) {
                throw new IllegalArgumentException(
                        "must have whole numbers from " + MIN_MESSAGES + " to " + MAX_MESSAGES);
            }
            if (messages.put(parts[0].strip(), value) != null) {
                throw new IllegalArgumentException("must name each user type once");
            }
        }
        return messages;
    }
}
