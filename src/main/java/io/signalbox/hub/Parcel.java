package io.signalbox.hub;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.session.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to any number of receivers: as text for other nodes, and as a frame, made when the first
 * connection of this node wants it and then shared by all. Used by one thread at a time.
 */
final class Parcel {
    private final Message message;
    private final String json;
    private @Nullable Outgoing outgoing;

    /** @param json the message, encoded */
    Parcel(Message message, String json) {
        this.message = message;
        this.json = json;
    }

    static Parcel of(Message message) {
        return new Parcel(message, JsonCodec.encode(message).live());
    }

    /** What another node encoded. */
    static Parcel of(String json) {
        return new Parcel((Message) JsonCodec.decode(json), json);
    }

    String json() {
        return json;
    }

    Outgoing outgoing() {
        Outgoing made = outgoing;
        if (made == null) {
            made = Outgoing.of(message, json);
            outgoing = made;
        }
        return made;
    }
}
