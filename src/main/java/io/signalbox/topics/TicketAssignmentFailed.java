package io.signalbox.topics;

import io.signalbox.protocol.Priority;
import java.time.Instant;
import java.util.Objects;

/** No agent took a ticket. @param reason why, in a few words */
public record TicketAssignmentFailed(
        String ticketId,
        String userId,
        String sessionId,
        Priority priority,
        Instant time,
        String nodeId,
        String reason) {
    /** The topic of these events. */
    public static final String TOPIC = "ticket.assignment.failed";

    public TicketAssignmentFailed {
        Objects.requireNonNull(ticketId, "ticketId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(nodeId, "nodeId");
        Objects.requireNonNull(reason, "reason");
    }
}
