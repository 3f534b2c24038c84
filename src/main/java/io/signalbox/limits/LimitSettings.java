package io.signalbox.limits;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * How much users, tenants and the application may send, beyond the limits of messages a second.
 *
 * @param userPerMinute most messages of one user in a minute, over all its connections to a node; zero: no limit
 * @param userPerHour most messages of one user in an hour, over all its connections to a node; zero: no limit
 * @param tenantPerMinute most messages in a minute of all users of one tenant on a node; zero: no limit
 * @param tenantPerHour most messages in an hour of all users of one tenant on a node; zero: no limit
 * @param applicationPerMinute most messages in a minute that the application itself sends over HTTP for one tenant on a
 *     node; zero: no limit
 * @param applicationPerHour most messages in an hour that the application itself sends over HTTP for one tenant on a node;
 *     zero: no limit
 * @param alertPercent part of a limit, in percent, whose use raises an alert, once for each window
 * @param block for how long every message is refused after a limit was passed; when the window is not over by then, until
 *     it is
 * @param maxTracked most users, and most tenants, that are counted at a time; others are let through
 * @param alerts where alerts go
 */
public record LimitSettings(
        int userPerMinute,
        int userPerHour,
        int tenantPerMinute,
        int tenantPerHour,
        int applicationPerMinute,
        int applicationPerHour,
        int alertPercent,
        Duration block,
        int maxTracked,
        AlertSettings alerts) {
    private static final int MOST = 1_000_000_000;

    /** Reads and validates; problems are collected in {@code settings}. */
    public static LimitSettings from(SettingsReader settings) {
        return new LimitSettings(
                settings.integer("signalbox.limits.user-per-minute", 0, 0, MOST),
                settings.integer("signalbox.limits.user-per-hour", 0, 0, MOST),
                settings.integer("signalbox.limits.tenant-per-minute", 0, 0, MOST),
                settings.integer("signalbox.limits.tenant-per-hour", 0, 0, MOST),
                settings.integer("signalbox.limits.application-per-minute", 0, 0, MOST),
                settings.integer("signalbox.limits.application-per-hour", 0, 0, MOST),
                settings.integer("signalbox.limits.alert-percent", 80, 1, 100),
                settings.duration(
                        "signalbox.limits.block", Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofDays(1)),
                settings.integer("signalbox.limits.max-tracked", 100_000, 1, 10_000_000),
                AlertSettings.from(settings));
    }

    QuotaRule user() {
        return new QuotaRule(userPerMinute, userPerHour, alertPercent, block);
    }

    QuotaRule application() {
        return new QuotaRule(applicationPerMinute, applicationPerHour, alertPercent, block);
    }

    QuotaRule tenant() {
        return new QuotaRule(tenantPerMinute, tenantPerHour, alertPercent, block);
    }
}
