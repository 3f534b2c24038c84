package io.signalbox.hub;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.ReferenceFrames;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the hub itself says to a client, encoded. */
final class HubReplies {
    private HubReplies() {}

    static Outgoing registered(ClientSession session, String nodeId, Collection<String> groups) {
        return text(registration(session, nodeId, groups, ""));
    }

    /** The same to a client that said how far it came. */
    static Outgoing registered(ClientSession session, String nodeId, Collection<String> groups, Resumed resumed) {
        Resumed.Reason reason = resumed.reason();
        String data = ",\"resume\":{\"recovered\":" + resumed.recovered() + ",\"from_seq\":" + (resumed.after() + 1)
                + ",\"waiting\":" + resumed.waiting() + ",\"head\":" + resumed.head()
                + (reason == null ? "" : ",\"reason\":" + JsonCodec.quote(reason.wireName())) + "}";
        return text(registration(session, nodeId, groups, data)
                .epoch(resumed.epoch().isEmpty() ? null : resumed.epoch())
                .recovered(resumed.recovered()));
    }

    /** @param moreData members of the data, each behind a comma */
    private static MessageBuilder registration(
            ClientSession session, String nodeId, Collection<String> groups, String moreData) {
        var identity = session.identity();
        String groupList = groups.stream().sorted().map(JsonCodec::quote).collect(Collectors.joining(","));
        String data = "{\"user_id\":" + JsonCodec.quote(identity.user().userId())
                + ",\"client_id\":" + JsonCodec.quote(identity.clientId())
                + ",\"device_id\":" + JsonCodec.quote(identity.deviceId())
                + ",\"node_id\":" + JsonCodec.quote(nodeId)
                + ",\"groups\":[" + groupList + "]" + moreData + "}";
        return Message.builder(MessageType.CLIENT_REGISTERED)
                .content(identity.user().userId())
                .data(data)
                .createAt(session.connectedAt());
    }

    static Outgoing error(ErrorCode code, @Nullable String explanation, @Nullable String messageId) {
        return error(code, explanation, messageId, "");
    }

    /** The client sends too much. @param waitMillis when it may send again */
    static Outgoing rateLimited(long waitMillis) {
        return error(ErrorCode.RATE_LIMITED, "too many messages", null, ",\"retry_after_ms\":" + waitMillis);
    }

    /** @param moreData members of the error's data, each behind a comma */
    static Outgoing error(ErrorCode code, @Nullable String explanation, @Nullable String messageId, String moreData) {
        return text(Message.builder(MessageType.ERROR)
                .replyToMsgId(messageId)
                .content(explanation)
                .data("{\"code\":\"" + code.wireName() + "\",\"number\":" + code.number() + ",\"retry\":"
                        + code.retryable() + moreData + "}"));
    }

    /** @param data what the command asked for, null for nothing */
    static Outgoing success(Message command, @Nullable String data) {
        return text(Message.builder(MessageType.SUCCESS)
                .replyToMsgId(command.messageId())
                .content(command.content())
                .groupIds(command.groupIds())
                .data(data));
    }

    /** A tracked group message is in the inbox of every member. */
    static Outgoing storedForMembers(Message message, GroupReceipt receipt) {
        return text(Message.builder(MessageType.ACK)
                .messageId(message.messageId())
                .ack(AckLevel.STORED)
                .groupIds(message.groupIds())
                .data("{" + receipt.json().substring(1) + "}"));
    }

    static Parcel ack(AckLevel level, Message message, @Nullable String receiver) {
        return Parcel.of(Message.builder(MessageType.ACK)
                .messageId(message.messageId())
                .ack(level)
                .receiver(receiver)
                .groupIds(receiver == null ? message.groupIds() : List.of())
                .build());
    }

    static Outgoing pong(@Nullable String messageId, Instant now) {
        return text(Message.builder(MessageType.PONG).messageId(messageId).createAt(now));
    }

    /** The pong of the load-balancer reference: seconds since 1970. */
    static Outgoing referencePong(Instant now) {
        return reference(ReferenceFrames.pong(now));
    }

    /** A frame of the load-balancer reference, encoded. */
    static Outgoing reference(String json) {
        return Outgoing.system(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Outgoing text(MessageBuilder message) {
        return Outgoing.system(JsonCodec.encode(message.build()).liveBytes());
    }
}
