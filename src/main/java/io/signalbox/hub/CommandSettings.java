package io.signalbox.hub;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * Bounds of what is asked of clients.
 *
 * @param timeout how long a command waits for the client's answer
 * @param nameTimeout how long a question for a client's name waits
 * @param nodeTimeout how long another node has to say whether it has a client, and to pass an answer on
 * @param pending most commands of this node that wait for an answer, and most questions to other nodes; beyond it one is
 *     refused
 * @param pendingPerClient most of them for one connection
 */
public record CommandSettings(
        Duration timeout, Duration nameTimeout, Duration nodeTimeout, int pending, int pendingPerClient) {
    private static final Duration SHORTEST = Duration.ofMillis(50);

    /** Reads and validates; problems are collected in {@code settings}. */
    public static CommandSettings from(SettingsReader settings) {
        return new CommandSettings(
                settings.duration("signalbox.commands.timeout", Duration.ofSeconds(5), SHORTEST, Duration.ofMinutes(5)),
                settings.duration(
                        "signalbox.commands.name-timeout", Duration.ofSeconds(1), SHORTEST, Duration.ofMinutes(1)),
                settings.duration(
                        "signalbox.commands.node-timeout", Duration.ofSeconds(1), SHORTEST, Duration.ofMinutes(1)),
                settings.integer("signalbox.commands.pending", 1000, 1, 1_000_000),
                settings.integer("signalbox.commands.pending-per-client", 16, 1, 10_000));
    }
}
