package io.signalbox.balancer;

import java.time.Instant;

/**
 * A tunnel, for people.
 *
 * @param id client id
 * @param name client name
 * @param backendId where the tunnel leads
 * @param connectedAt when it was opened
 * @param lastSeen when the client last sent anything
 * @param active false once the tunnel is being closed
 */
public record ClientView(
        String id, String name, String backendId, Instant connectedAt, Instant lastSeen, boolean active) {}
