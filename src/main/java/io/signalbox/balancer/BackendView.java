package io.signalbox.balancer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backend, for people.
 *
 * @param id its name
 * @param address host and port
 * @param connections tunnels that lead to it now
 * @param healthy whether new connections go there
 * @param lastCheck when a check last ended; null before the first
 * @param lastProblem why the last check or dial failed; null when it did not
 */
public record BackendView(
        String id,
        String address,
        int connections,
        boolean healthy,
        @Nullable Instant lastCheck,
        @Nullable String lastProblem) {}
