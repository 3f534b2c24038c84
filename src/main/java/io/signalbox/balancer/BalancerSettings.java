package io.signalbox.balancer;

import io.signalbox.config.SettingsReader;
import java.time.Duration;

/**
 * How the balancer works.
 *
 * @param strategy who is next
 * @param backends which there are; empty: the hub nodes of the cluster
 * @param connectTimeout longest time for one try: connecting and the handshake
 * @param healthInterval time between two checks of a backend
 * @param healthTimeout longest time for one check
 * @param healthPath what is asked for in a check; status 200 is healthy
 * @param healthRise checks in a row that must pass before a failed backend is used again
 * @param healthFall checks in a row that must fail before a backend is not used any more
 * @param maxTunnels most client connections at a time
 * @param queryTimeout longest time to wait for a client's answer to a name query
 */
public record BalancerSettings(
        StrategyName strategy,
        BackendList backends,
        Duration connectTimeout,
        Duration healthInterval,
        Duration healthTimeout,
        String healthPath,
        int healthRise,
        int healthFall,
        int maxTunnels,
        Duration queryTimeout) {
    private static final Duration SHORTEST = Duration.ofMillis(10);

    /** Reads and validates; problems are collected in {@code settings}. */
    public static BalancerSettings from(SettingsReader settings) {
        return new BalancerSettings(
                settings.choice("signalbox.balancer.strategy", StrategyName.ROUND_ROBIN),
                settings.parsed("signalbox.balancer.backends", BackendList.CLUSTER, BackendList::parse),
                settings.duration(
                        "signalbox.balancer.connect-timeout", Duration.ofSeconds(2), SHORTEST, Duration.ofMinutes(1)),
                settings.duration(
                        "signalbox.balancer.health.interval", Duration.ofSeconds(2), SHORTEST, Duration.ofHours(1)),
                settings.duration(
                        "signalbox.balancer.health.timeout", Duration.ofSeconds(1), SHORTEST, Duration.ofMinutes(1)),
                settings.parsed("signalbox.balancer.health.path", "/health", BalancerSettings::path),
                settings.integer("signalbox.balancer.health.rise", 1, 1, 100),
                settings.integer("signalbox.balancer.health.fall", 1, 1, 100),
                settings.integer("signalbox.balancer.max-tunnels", 10_000, 1, 1_000_000),
                settings.duration(
                        "signalbox.balancer.query-timeout", Duration.ofSeconds(1), SHORTEST, Duration.ofMinutes(1)));
    }

    private static String path(String text) {
        if (!text.matches("/[!-~]*")) {
            throw new IllegalArgumentException("must be a path that starts with a slash");
        }
        return text;
    }
}
