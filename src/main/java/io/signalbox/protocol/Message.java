package io.signalbox.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The envelope, immutable. Component names are the wire's field names in camel case (contract 2.5; {@code type} is
 * {@code message_type}); a component that is absent on the wire is null, false, 0, NONE or empty here. Strings that are
 * ids or names have at most {@link Limits#MAX_ID_LENGTH} characters when they were read from a frame. Made with
 * {@link #builder(MessageType)}. Which components a client may set is the hub's decision, not the codec's.
 *
 * @param id the hub's own id of a message, of the reference hub; passed on
 * @param messageId id for acknowledgements, the sender's or made by the hub
 * @param type what kind it is
 * @param sender user id, stamped by the hub
 * @param senderClient client id of the connection it came from, stamped by the hub
 * @param receiver user id it goes to
 * @param receiverClient the only client id of the receiver that gets it
 * @param receiverNode node that the receiver is on, for the hub's use
 * @param groupIds groups it goes to, without repeats
 * @param broadcastType who gets it when it has neither receiver nor group
 * @param data a JSON object as text, passed on as it is but for white space, without the key {@code offline} that
 *     belongs to the hub
 * @param createAt when the hub took it, in milliseconds
 * @param seqNo a number of the application's, 0 when absent
 * @param source whether it is delivered as it happens or replayed; null when not said
 * @param requireAck tracked: stored first, replayed until acknowledged
 * @param skipDatabaseStorage the sender asks for no copy in the database
 * @param skipSendToClient the sender asks for no delivery to a connection
 * @param ack level, in an acknowledgement only
 * @param seq position in an inbox, in a client's acknowledgement only; 0 when absent
 * @param epoch which life of the inbox {@code seq} belongs to
 * @param recovered in {@code client_registered}: whether nothing was missed
 * @param ttlMs for how many milliseconds from {@code createAt} it is worth delivering, 0 when for ever
 * @param deadline when it is worth nothing any more, in milliseconds; the earlier of the two counts
 * @param lane the lane that was asked for, never {@link Lane#SYSTEM} when read from a frame; null when none was
 * @param conflationKey of two waiting messages with this key the newer replaces the older
 * @param idempotencyKey the same key again from the same sender is the same message
 */
public record Message(
        @Nullable String id,
        @Nullable String messageId,
        MessageType type,
        @Nullable String traceId,
        @Nullable String sender,
        @Nullable String senderName,
        @Nullable String senderType,
        @Nullable String senderClient,
        @Nullable String receiver,
        @Nullable String receiverName,
        @Nullable String receiverType,
        @Nullable String receiverClient,
        @Nullable String receiverNode,
        List<String> groupIds,
        BroadcastType broadcastType,
        @Nullable String sessionId,
        @Nullable String content,
        @Nullable String data,
        @Nullable Instant createAt,
        @Nullable String replyToMsgId,
        long seqNo,
        Priority priority,
        @Nullable MessageSource source,
        @Nullable PushType pushType,
        @Nullable String appId,
        @Nullable String namespace,
        boolean requireAck,
        boolean skipDatabaseStorage,
        boolean skipSendToClient,
        @Nullable AckLevel ack,
        long seq,
        @Nullable String epoch,
        boolean recovered,
        long ttlMs,
        @Nullable Instant deadline,
        @Nullable Lane lane,
        @Nullable String conflationKey,
        @Nullable String idempotencyKey)
        implements Frame {

    public Message {
        groupIds = List.copyOf(groupIds);
    }

    /** A builder for a message of that type, everything else absent. */
    public static MessageBuilder builder(MessageType type) {
        return new MessageBuilder(type);
    }

    /** A builder that starts as a copy of this. */
    public MessageBuilder toBuilder() {
        return new MessageBuilder(this);
    }

    /**
     * When it is worth nothing any more, by {@code ttl_ms} and {@code deadline}; null: never.
     *
     * @param created what its time to live counts from
     */
    public @Nullable Instant end(Instant created) {
        Instant lived = ttlMs == 0 ? null : created.plusMillis(ttlMs);
        return lived == null || deadline != null && deadline.isBefore(lived) ? deadline : lived;
    }

    /** Whether it goes to every connection of the app, unless it names a receiver or a group. */
    public boolean broadcastGlobal() {
        return broadcastType == BroadcastType.GLOBAL;
    }
}
