package io.signalbox.session;

import io.signalbox.metrics.Count;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.transport.OutboundFrame;
import java.util.Locale;

/**
 * What a session does about a client that reads too slowly, by the fill of its outbox; mildest first. The client is
 * told of each change by a {@code warning} whose {@code data.step} is the new step.
 */
public enum ConsumerStep {
    /** Everything is delivered. */
    NORMAL(Count.SLOW_CONSUMERS_RECOVERED, "delivery is complete again"),
    /** Of messages with the same conflation key only the newest waits. */
    CONFLATING(Count.SLOW_CONSUMERS_CONFLATING, "read faster: updates are being merged"),
    /** Inbox entries stay in the inbox until the outbox is empty. */
    PARKED(Count.SLOW_CONSUMERS_PARKED, "read faster: stored messages wait in the inbox"),
    /** There was no room left: the session is closed. */
    CLOSED(Count.SLOW_CONSUMERS_CLOSED, "closed");

    private final Count count;
    private final OutboundFrame warning;

    ConsumerStep(Count count, String explanation) {
        this.count = count;
        this.warning = OutboundFrame.text(JsonCodec.encode(Message.builder(MessageType.WARNING)
                        .content(explanation)
                        .data("{\"code\":\"slow_consumer\",\"step\":\"" + wireName() + "\"}")
                        .build())
                .live());
    }

    /** The value of {@code data.step}. */
    public final String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Counts the changes to this step. */
    Count count() {
        return count;
    }

    /** What the client is told when it comes to this step. */
    OutboundFrame warning() {
        return warning;
    }
}
