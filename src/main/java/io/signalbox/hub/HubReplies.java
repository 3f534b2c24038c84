package io.signalbox.hub;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import io.signalbox.session.ClientSession;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the hub itself says to a client, encoded. */
final class HubReplies {
    private HubReplies() {}

    static String registered(ClientSession session, String nodeId, Collection<String> groups) {
        var identity = session.identity();
        String groupList = groups.stream().sorted().map(JsonCodec::quote).collect(Collectors.joining(","));
        String data = "{\"user_id\":" + JsonCodec.quote(identity.user().userId())
                + ",\"client_id\":" + JsonCodec.quote(identity.clientId())
                + ",\"device_id\":" + JsonCodec.quote(identity.deviceId())
                + ",\"node_id\":" + JsonCodec.quote(nodeId)
                + ",\"groups\":[" + groupList + "]}";
        return text(Message.builder(MessageType.CLIENT_REGISTERED)
                .content(identity.user().userId())
                .data(data)
                .createAt(session.connectedAt()));
    }

    static String error(ErrorCode code, @Nullable String explanation, @Nullable String messageId) {
        return text(Message.builder(MessageType.ERROR)
                .replyToMsgId(messageId)
                .content(explanation)
                .data("{\"code\":\"" + code.wireName() + "\",\"number\":" + code.number() + ",\"retry\":"
                        + code.retryable() + "}"));
    }

    static String success(Message command) {
        return text(Message.builder(MessageType.SUCCESS)
                .replyToMsgId(command.messageId())
                .content(command.content())
                .groupIds(command.groupIds()));
    }

    static String ack(AckLevel level, Message message, @Nullable String receiver) {
        return text(Message.builder(MessageType.ACK)
                .messageId(message.messageId())
                .ack(level)
                .receiver(receiver)
                .groupIds(receiver == null ? message.groupIds() : List.of()));
    }

    static String pong(@Nullable String messageId, Instant now) {
        return text(Message.builder(MessageType.PONG).messageId(messageId).createAt(now));
    }

    /** The pong of the load-balancer reference: seconds since 1970. */
    static String referencePong(Instant now) {
        return "{\"type\":\"pong\",\"timestamp\":" + now.getEpochSecond() + "}";
    }

    private static String text(MessageBuilder message) {
        return JsonCodec.encode(message.build()).live();
    }
}
