package io.signalbox.session;

import io.signalbox.protocol.Lane;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.transport.OutboundFrame;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message ready to be written, made once and shared by all its receivers. Immutable. What comes from an inbox is a
 * {@link StoredOutgoing}, what others said to each other a {@link CopyOutgoing}; both are treated apart when the outbox
 * fills up. All but the stored is gone when the connection is.
 */
public sealed class Outgoing permits StoredOutgoing, CopyOutgoing {
    /** The deadline of what has none. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private final OutboundFrame frame;
    private final Lane lane;
    private final long deadlineMillis;
    private final @Nullable String conflationKey;

    /**
     * @param deadlineMillis when it becomes worthless, in milliseconds since 1970, or {@link #NO_DEADLINE}
     * @param conflationKey in a congested outbox it replaces a waiting message of the same lane and key; null: never
     */
    public Outgoing(OutboundFrame frame, Lane lane, long deadlineMillis, @Nullable String conflationKey) {
        this.frame = frame;
        this.lane = lane;
        this.deadlineMillis = deadlineMillis;
        this.conflationKey = conflationKey;
    }

    /** What the hub itself says. @param json UTF-8 */
    public static Outgoing system(byte[] json) {
        return new Outgoing(OutboundFrame.text(json), Lane.SYSTEM, NO_DEADLINE, null);
    }

    /** A message of a client or of the hub, with the lane that it asks for or that its priority gives it. */
    public static Outgoing of(Message message, OutboundFrame frame, long nowMillis) {
        MessageType type = message.type();
        Lane lane = type.hubOnly() || type == MessageType.ACK ? Lane.SYSTEM : Lane.of(message);
        return new Outgoing(frame, lane, deadline(message, nowMillis), message.conflationKey());
    }

    private static long deadline(Message message, long nowMillis) {
        if (message.ttlMs() == 0 && message.deadline() == null) {
            return NO_DEADLINE;
        }
        Instant end = message.end(Instant.ofEpochMilli(nowMillis));
        return end == null ? NO_DEADLINE : end.toEpochMilli();
    }

    /** What goes over the wire. */
    public OutboundFrame frame() {
        return frame;
    }

    /** The queue it waits in. */
    public Lane lane() {
        return lane;
    }

    /** When it becomes worthless, in milliseconds since 1970, or {@link #NO_DEADLINE}. */
    public long deadlineMillis() {
        return deadlineMillis;
    }

    /** See the constructor. */
    public @Nullable String conflationKey() {
        return conflationKey;
    }
}
