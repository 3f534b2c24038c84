package io.signalbox.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The envelope, immutable. Component names are the wire's field names in camel case (contract 2.5); a component that is
 * absent on the wire is null, false, 0 or empty here. Made with {@link #builder(MessageType)}.
 *
 * @param messageId id for acknowledgements, the sender's or made by the hub
 * @param type what kind it is
 * @param sender user id, stamped by the hub
 * @param senderClient client id of the connection it came from, stamped by the hub
 * @param receiver user id it goes to
 * @param receiverClient the only client id of the receiver that gets it
 * @param groupIds groups it goes to, without repeats
 * @param broadcastGlobal whether it goes to every connection of the app
 * @param data a JSON object as text, passed on as it is, without the key {@code offline} that belongs to the hub
 * @param createAt when the hub took it
 * @param requireAck tracked: stored first, replayed until acknowledged
 * @param ack level, in an acknowledgement only
 * @param seq position in an inbox, in a client's acknowledgement only; 0 when absent
 */
public record Message(
        @Nullable String messageId,
        MessageType type,
        @Nullable String traceId,
        @Nullable String sender,
        @Nullable String senderName,
        @Nullable String senderType,
        @Nullable String senderClient,
        @Nullable String receiver,
        @Nullable String receiverClient,
        List<String> groupIds,
        boolean broadcastGlobal,
        @Nullable String sessionId,
        @Nullable String content,
        @Nullable String data,
        @Nullable Instant createAt,
        @Nullable String replyToMsgId,
        Priority priority,
        @Nullable String appId,
        @Nullable String namespace,
        boolean requireAck,
        @Nullable AckLevel ack,
        long seq)
        implements Frame {

    public Message {
        groupIds = List.copyOf(groupIds);
    }

    /** A builder for a message of that type, everything else absent. */
    public static Builder builder(MessageType type) {
        return new Builder(type);
    }

    /** A builder that starts as a copy of this. */
    public Builder toBuilder() {
        Builder copy = new Builder(type);
        copy.messageId = messageId;
        copy.traceId = traceId;
        copy.sender = sender;
        copy.senderName = senderName;
        copy.senderType = senderType;
        copy.senderClient = senderClient;
        copy.receiver = receiver;
        copy.receiverClient = receiverClient;
        copy.groupIds = groupIds;
        copy.broadcastGlobal = broadcastGlobal;
        copy.sessionId = sessionId;
        copy.content = content;
        copy.data = data;
        copy.createAt = createAt;
        copy.replyToMsgId = replyToMsgId;
        copy.priority = priority;
        copy.appId = appId;
        copy.namespace = namespace;
        copy.requireAck = requireAck;
        copy.ack = ack;
        copy.seq = seq;
        return copy;
    }

    /** Collects the parts of one message. Not safe from several threads. */
    public static final class Builder {
        private MessageType type;
        private @Nullable String messageId;
        private @Nullable String traceId;
        private @Nullable String sender;
        private @Nullable String senderName;
        private @Nullable String senderType;
        private @Nullable String senderClient;
        private @Nullable String receiver;
        private @Nullable String receiverClient;
        private List<String> groupIds = List.of();
        private boolean broadcastGlobal;
        private @Nullable String sessionId;
        private @Nullable String content;
        private @Nullable String data;
        private @Nullable Instant createAt;
        private @Nullable String replyToMsgId;
        private @Nullable Priority priority;
        private @Nullable String appId;
        private @Nullable String namespace;
        private boolean requireAck;
        private @Nullable AckLevel ack;
        private long seq;

        private Builder(MessageType type) {
            this.type = type;
        }

        public Builder type(MessageType value) {
            type = value;
            return this;
        }

        public Builder messageId(@Nullable String value) {
            messageId = value;
            return this;
        }

        public Builder traceId(@Nullable String value) {
            traceId = value;
            return this;
        }

        /** Who sends it, in one go: the hub stamps these together. */
        public Builder from(
                String userId, @Nullable String name, @Nullable String userType, @Nullable String clientId) {
            sender = userId;
            senderName = name;
            senderType = userType;
            senderClient = clientId;
            return this;
        }

        public Builder sender(@Nullable String value) {
            sender = value;
            return this;
        }

        public Builder senderName(@Nullable String value) {
            senderName = value;
            return this;
        }

        public Builder senderType(@Nullable String value) {
            senderType = value;
            return this;
        }

        public Builder senderClient(@Nullable String value) {
            senderClient = value;
            return this;
        }

        public Builder receiver(@Nullable String value) {
            receiver = value;
            return this;
        }

        public Builder receiverClient(@Nullable String value) {
            receiverClient = value;
            return this;
        }

        public Builder groupIds(List<String> value) {
            groupIds = value;
            return this;
        }

        public Builder broadcastGlobal(boolean value) {
            broadcastGlobal = value;
            return this;
        }

        public Builder sessionId(@Nullable String value) {
            sessionId = value;
            return this;
        }

        public Builder content(@Nullable String value) {
            content = value;
            return this;
        }

        /** @param value a JSON object as text; the caller vouches that it is one */
        public Builder data(@Nullable String value) {
            data = value;
            return this;
        }

        public Builder createAt(@Nullable Instant value) {
            createAt = value;
            return this;
        }

        public Builder replyToMsgId(@Nullable String value) {
            replyToMsgId = value;
            return this;
        }

        public Builder priority(@Nullable Priority value) {
            priority = value;
            return this;
        }

        /** The envelope's tenant: app and namespace, stamped together by the hub. */
        public Builder tenant(@Nullable String app, @Nullable String space) {
            appId = app;
            namespace = space;
            return this;
        }

        public Builder appId(@Nullable String value) {
            appId = value;
            return this;
        }

        public Builder namespace(@Nullable String value) {
            namespace = value;
            return this;
        }

        public Builder requireAck(boolean value) {
            requireAck = value;
            return this;
        }

        public Builder ack(@Nullable AckLevel value) {
            ack = value;
            return this;
        }

        public Builder seq(long value) {
            seq = value;
            return this;
        }

        /** The message; a missing priority becomes the type's default. */
        public Message build() {
            return new Message(
                    messageId,
                    type,
                    traceId,
                    sender,
                    senderName,
                    senderType,
                    senderClient,
                    receiver,
                    receiverClient,
                    groupIds,
                    broadcastGlobal,
                    sessionId,
                    content,
                    data,
                    createAt,
                    replyToMsgId,
                    priority == null ? type.defaultPriority() : priority,
                    appId,
                    namespace,
                    requireAck,
                    ack,
                    seq);
        }
    }
}
