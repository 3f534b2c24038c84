package io.signalbox.node;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * Who this process is.
 *
 * @param id node id; empty: host name and HTTP port
 * @param role what this process does
 * @param host address that other nodes and balancers reach this node at
 * @param development open to everybody, loopback only
 * @param drainTimeout longest time given to connections to end when the node stops
 * @param workers threads that may wait for the database and the cluster
 */
public record NodeSettings(
        String id, NodeRole role, String host, boolean development, Duration drainTimeout, int workers) {

    /** Reads and validates; problems are collected in {@code settings}. */
    public static NodeSettings from(SettingsReader settings) {
        return new NodeSettings(
                settings.parsed("signalbox.node.id", "", NodeSettings::nodeId),
                settings.choice("signalbox.role", NodeRole.ALL),
                settings.string("signalbox.node.host", "127.0.0.1"),
                settings.bool("signalbox.development", true),
                settings.duration(
                        "signalbox.drain-timeout", Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(10)),
                settings.integer("signalbox.workers", 8, 2, 256));
    }

    private static String nodeId(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
        return text;
    }
}
