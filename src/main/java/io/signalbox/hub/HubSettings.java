package io.signalbox.hub;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * Bounds of routing and of the inbox.
 *
 * @param strands number of strands that routing runs on
 * @param strandCapacity most messages waiting in one strand; beyond it a sender is told {@code busy}
 * @param inboxMessages most entries waiting for one user; beyond it a sender is told {@code inbox_full}
 * @param inboxRetention how long an entry waits, unless its own {@code ttl_ms} or {@code deadline} is earlier
 * @param replayPage entries read from the inbox at a time
 * @param plainText whether text that is no JSON is taken as the content of a text message
 * @param binary whether binary messages are taken
 * @param echo whether a user's other devices get what one of them sends to another user
 * @param idleAfter the longest silence of a client that is shown as online
 * @param commands bounds of what is asked of clients
 * @param groups bounds of groups
 * @param idempotency how long a repeated publish is recognised
 * @param login how often one user may be connected at once
 * @param cursors what is remembered of the devices of a user
 */
public record HubSettings(
        int strands,
        int strandCapacity,
        int inboxMessages,
        Duration inboxRetention,
        int replayPage,
        boolean plainText,
        boolean binary,
        boolean echo,
        Duration idleAfter,
        CommandSettings commands,
        GroupSettings groups,
        IdempotencySettings idempotency,
        LoginSettings login,
        CursorSettings cursors) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static HubSettings from(SettingsReader settings) {
        return new HubSettings(
                settings.integer("signalbox.hub.strands", 64, 1, 4096),
                settings.integer("signalbox.hub.strand-capacity", 1024, 16, 100_000),
                settings.integer("signalbox.inbox.max-messages", 10_000, 1, 10_000_000),
                settings.duration(
                        "signalbox.inbox.retention", Duration.ofDays(7), Duration.ofSeconds(1), Duration.ofDays(3650)),
                settings.integer("signalbox.inbox.replay-page", 100, 1, 1000),
                settings.bool("signalbox.hub.accept-plain-text", false),
                settings.bool("signalbox.hub.accept-binary", false),
                settings.bool("signalbox.hub.echo", true),
                settings.duration(
                        "signalbox.hub.idle-after", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofDays(1)),
                CommandSettings.from(settings),
                GroupSettings.from(settings),
                IdempotencySettings.from(settings),
                LoginSettings.from(settings),
                CursorSettings.from(settings));
    }
}
