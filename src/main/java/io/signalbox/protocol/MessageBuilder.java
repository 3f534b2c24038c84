package io.signalbox.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the parts of one message; nothing is checked here. Not safe from several threads. */
public final class MessageBuilder {
    private @Nullable String id;
    private @Nullable String messageId;
    private MessageType type;
    private @Nullable String traceId;
    private @Nullable String sender;
    private @Nullable String senderName;
    private @Nullable String senderType;
    private @Nullable String senderClient;
    private @Nullable String receiver;
    private @Nullable String receiverName;
    private @Nullable String receiverType;
    private @Nullable String receiverClient;
    private @Nullable String receiverNode;
    private List<String> groupIds = List.of();
    private BroadcastType broadcastType = BroadcastType.NONE;
    private @Nullable String sessionId;
    private @Nullable String content;
    private @Nullable String data;
    private @Nullable Instant createAt;
    private @Nullable String replyToMsgId;
    private long seqNo;
    private @Nullable Priority priority;
    private @Nullable MessageSource source;
    private @Nullable PushType pushType;
    private @Nullable String appId;
    private @Nullable String namespace;
    private boolean requireAck;
    private boolean skipDatabaseStorage;
    private boolean skipSendToClient;
    private @Nullable AckLevel ack;
    private long seq;
    private @Nullable String epoch;
    private boolean recovered;
    private long ttlMs;
    private @Nullable Instant deadline;
    private @Nullable Lane lane;
    private @Nullable String conflationKey;
    private @Nullable String idempotencyKey;

    MessageBuilder(MessageType type) {
        this.type = type;
    }

    MessageBuilder(Message message) {
        id = message.id();
        messageId = message.messageId();
        type = message.type();
        traceId = message.traceId();
        sender = message.sender();
        senderName = message.senderName();
        senderType = message.senderType();
        senderClient = message.senderClient();
        receiver = message.receiver();
        receiverName = message.receiverName();
        receiverType = message.receiverType();
        receiverClient = message.receiverClient();
        receiverNode = message.receiverNode();
        groupIds = message.groupIds();
        broadcastType = message.broadcastType();
        sessionId = message.sessionId();
        content = message.content();
        data = message.data();
        createAt = message.createAt();
        replyToMsgId = message.replyToMsgId();
        seqNo = message.seqNo();
        priority = message.priority();
        source = message.source();
        pushType = message.pushType();
        appId = message.appId();
        namespace = message.namespace();
        requireAck = message.requireAck();
        skipDatabaseStorage = message.skipDatabaseStorage();
        skipSendToClient = message.skipSendToClient();
        ack = message.ack();
        seq = message.seq();
        epoch = message.epoch();
        recovered = message.recovered();
        ttlMs = message.ttlMs();
        deadline = message.deadline();
        lane = message.lane();
        conflationKey = message.conflationKey();
        idempotencyKey = message.idempotencyKey();
    }

    public MessageBuilder id(@Nullable String value) {
        id = value;
        return this;
    }

    public MessageBuilder messageId(@Nullable String value) {
        messageId = value;
        return this;
    }

    public MessageBuilder type(MessageType value) {
        type = value;
        return this;
    }

    public MessageBuilder traceId(@Nullable String value) {
        traceId = value;
        return this;
    }

    public MessageBuilder sender(@Nullable String value) {
        sender = value;
        return this;
    }

    public MessageBuilder senderName(@Nullable String value) {
        senderName = value;
        return this;
    }

    public MessageBuilder senderType(@Nullable String value) {
        senderType = value;
        return this;
    }

    public MessageBuilder senderClient(@Nullable String value) {
        senderClient = value;
        return this;
    }

    /** Who sends it, in one go: the hub stamps these together. */
    public MessageBuilder from(
            String userId, @Nullable String name, @Nullable String userType, @Nullable String clientId) {
        return sender(userId).senderName(name).senderType(userType).senderClient(clientId);
    }

    public MessageBuilder receiver(@Nullable String value) {
        receiver = value;
        return this;
    }

    public MessageBuilder receiverName(@Nullable String value) {
        receiverName = value;
        return this;
    }

    public MessageBuilder receiverType(@Nullable String value) {
        receiverType = value;
        return this;
    }

    public MessageBuilder receiverClient(@Nullable String value) {
        receiverClient = value;
        return this;
    }

    public MessageBuilder receiverNode(@Nullable String value) {
        receiverNode = value;
        return this;
    }

    public MessageBuilder groupIds(List<String> value) {
        groupIds = value;
        return this;
    }

    public MessageBuilder broadcastType(BroadcastType value) {
        broadcastType = value;
        return this;
    }

    /** @param value whether it goes to every connection of the app */
    public MessageBuilder broadcastGlobal(boolean value) {
        return broadcastType(value ? BroadcastType.GLOBAL : BroadcastType.NONE);
    }

    public MessageBuilder sessionId(@Nullable String value) {
        sessionId = value;
        return this;
    }

    public MessageBuilder content(@Nullable String value) {
        content = value;
        return this;
    }

    /** @param value a JSON object as text; the caller vouches that it is one */
    public MessageBuilder data(@Nullable String value) {
        data = value;
        return this;
    }

    public MessageBuilder createAt(@Nullable Instant value) {
        createAt = value;
        return this;
    }

    public MessageBuilder replyToMsgId(@Nullable String value) {
        replyToMsgId = value;
        return this;
    }

    public MessageBuilder seqNo(long value) {
        seqNo = value;
        return this;
    }

    /** @param value null for the default of the type */
    public MessageBuilder priority(@Nullable Priority value) {
        priority = value;
        return this;
    }

    public MessageBuilder source(@Nullable MessageSource value) {
        source = value;
        return this;
    }

    public MessageBuilder pushType(@Nullable PushType value) {
        pushType = value;
        return this;
    }

    public MessageBuilder appId(@Nullable String value) {
        appId = value;
        return this;
    }

    public MessageBuilder namespace(@Nullable String value) {
        namespace = value;
        return this;
    }

    /** The envelope's tenant: app and namespace, stamped together by the hub. */
    public MessageBuilder tenant(@Nullable String app, @Nullable String space) {
        return appId(app).namespace(space);
    }

    public MessageBuilder requireAck(boolean value) {
        requireAck = value;
        return this;
    }

    public MessageBuilder skipDatabaseStorage(boolean value) {
        skipDatabaseStorage = value;
        return this;
    }

    public MessageBuilder skipSendToClient(boolean value) {
        skipSendToClient = value;
        return this;
    }

    public MessageBuilder ack(@Nullable AckLevel value) {
        ack = value;
        return this;
    }

    public MessageBuilder seq(long value) {
        seq = value;
        return this;
    }

    public MessageBuilder epoch(@Nullable String value) {
        epoch = value;
        return this;
    }

    public MessageBuilder recovered(boolean value) {
        recovered = value;
        return this;
    }

    /** @param value in milliseconds, 0 for no limit */
    public MessageBuilder ttlMs(long value) {
        ttlMs = value;
        return this;
    }

    public MessageBuilder deadline(@Nullable Instant value) {
        deadline = value;
        return this;
    }

    public MessageBuilder lane(@Nullable Lane value) {
        lane = value;
        return this;
    }

    public MessageBuilder conflationKey(@Nullable String value) {
        conflationKey = value;
        return this;
    }

    public MessageBuilder idempotencyKey(@Nullable String value) {
        idempotencyKey = value;
        return this;
    }

    /** The message; a missing priority becomes the type's default. */
    public Message build() {
        return new Message(
                id,
                messageId,
                type,
                traceId,
                sender,
                senderName,
                senderType,
                senderClient,
                receiver,
                receiverName,
                receiverType,
                receiverClient,
                receiverNode,
                groupIds,
                broadcastType,
                sessionId,
                content,
                data,
                createAt,
                replyToMsgId,
                seqNo,
                priority == null ? type.defaultPriority() : priority,
                source,
                pushType,
                appId,
                namespace,
                requireAck,
                skipDatabaseStorage,
                skipSendToClient,
                ack,
                seq,
                epoch,
                recovered,
                ttlMs,
                deadline,
                lane,
                conflationKey,
                idempotencyKey);
    }
}
