package io.signalbox.topics;

import io.signalbox.protocol.Priority;
import java.time.Instant;
import java.util.Objects;

/** An agent has a ticket. @param time when the ticket came; @param nodeId where it was assigned */
public record TicketAssigned(
        String ticketId,
        String userId,
        String sessionId,
        Priority priority,
        Instant time,
        String nodeId,
        String agentId,
        Instant assignedAt) {
    /** The topic of these events. */
    public static final String TOPIC = "ticket.assigned";

    public TicketAssigned {
        Objects.requireNonNull(ticketId, "ticketId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(nodeId, "nodeId");
        Objects.requireNonNull(agentId, "agentId");
        Objects.requireNonNull(assignedAt, "assignedAt");
    }
}
