package io.signalbox.hub;

import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.session.Outgoing;
import io.signalbox.transport.OutboundFrame;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to any number of receivers: as text for other nodes, and as a frame, made when the first
 * connection of this node wants it and then shared by all. Used by one thread at a time.
 */
final class Parcel {
    private final Message message;
    private final EncodedMessage encoded;
    private final long createdMillis;
    private @Nullable Outgoing outgoing;

    /**
     * @param message for its lane and its time; its sender may be missing
     * @param encoded the whole of it
     * @param created what its {@code ttl_ms} counts from
     */
    Parcel(Message message, EncodedMessage encoded, Instant created) {
        this.message = message;
        this.encoded = encoded;
        this.createdMillis = created.toEpochMilli();
    }

    /** A message whose time to live is not limited, or that says when it was created. */
    static Parcel of(Message message) {
        return new Parcel(message, JsonCodec.encode(message), created(message));
    }

    /** What another node encoded. */
    static Parcel of(String json) {
        return of((Message) JsonCodec.decode(json));
    }

    /** The message as its receivers see it. */
    Message stamped() {
        return (Message) JsonCodec.decode(json());
    }

    MessageType type() {
        return message.type();
    }

    EncodedMessage encoded() {
        return encoded;
    }

    String json() {
        return encoded.live();
    }

    Outgoing outgoing() {
        Outgoing made = outgoing;
        if (made == null) {
            made = Outgoing.of(message, OutboundFrame.text(encoded.liveBytes()), createdMillis);
            outgoing = made;
        }
        return made;
    }

    private static Instant created(Message message) {
        Instant created = message.createAt();
        return created == null ? Instant.EPOCH : created;
    }
}
