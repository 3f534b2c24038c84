package io.signalbox.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the hub says of the sender of every message of one connection, encoded once (hazard H52: a client cannot say it
 * of itself). Immutable and safe from any thread.
 */
public final class Stamp {
    private final Origin origin;
    private final byte[] members;

    /** @param origin whom the messages come from */
    public Stamp(Origin origin) {
        this.origin = origin;
        JsonWriter json = new JsonWriter(256);
        json.member(Field.SENDER, origin.userId());
        json.member(Field.SENDER_NAME, origin.userName());
        json.member(Field.SENDER_TYPE, origin.userType());
        json.member(Field.SENDER_CLIENT, origin.clientId());
        json.member(Field.APP_ID, origin.appId());
        json.member(Field.NAMESPACE, origin.namespace());
        members = json.bytes();
    }

    /** The name to show. */
    public String userName() {
        return origin.userName();
    }

    /** The same connection, whose user has another name now. */
    public Stamp named(String userName) {
        return new Stamp(new Origin(
                origin.userId(), userName, origin.userType(), origin.clientId(), origin.appId(), origin.namespace()));
    }

    /**
     * The message as it goes on: with this sender and time, and without what only the hub may say.
     *
     * @param messageId when the client gave none
     */
    public Message on(Message message, @Nullable String messageId, Instant now) {
        return message.toBuilder()
                .messageId(message.messageId() == null ? messageId : message.messageId())
                .from(origin.userId(), origin.userName(), origin.userType(), origin.clientId())
                .tenant(origin.appId(), origin.namespace())
                .createAt(now)
                .ack(null)
                .seq(0)
                .epoch(null)
                .source(null)
                .recovered(false)
                .receiverNode(null)
                .build();
    }

    /** {@link #on} and its encoding in one, which is much cheaper. */
    public EncodedMessage encode(Message message, @Nullable String messageId, Instant now) {
        return EncodedMessage.stamped(
                message, members, message.messageId() == null ? messageId : message.messageId(), now);
    }

    /**
     * Whom messages come from.
     *
     * @param userName the name to show
     * @param userType the sender type
     * @param clientId null when they come from no connection
     */
    public record Origin(
            String userId,
            String userName,
            String userType,
            @Nullable String clientId,
            String appId,
            String namespace) {}
}
