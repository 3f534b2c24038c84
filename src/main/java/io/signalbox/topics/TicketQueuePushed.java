package io.signalbox.topics;

import io.signalbox.protocol.Priority;
import java.time.Instant;
import java.util.Objects;

/** A ticket waits for an agent. @param nodeId where it was put in the queue */
public record TicketQueuePushed(
        String ticketId, String userId, String sessionId, Priority priority, Instant time, String nodeId) {
    /** The topic of these events. */
    public static final String TOPIC = "ticket.queue.pushed";

    public TicketQueuePushed {
        Objects.requireNonNull(ticketId, "ticketId");
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(nodeId, "nodeId");
    }
}
