package io.signalbox.testing;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import java.util.List;

/** Frames that a client sends. */
public final class Frames {
    private Frames() {}

    /** A text to a user; {@code content} is its message id too. */
    public static String to(String userId, String content) {
        return text(text(content).receiver(userId));
    }

    /** A text to a user that is to be stored and acknowledged. */
    public static String tracked(String userId, String content) {
        return text(text(content).receiver(userId).requireAck(true));
    }

    /** A text to groups. */
    public static String toGroups(String content, String... groups) {
        return text(text(content).groupIds(List.of(groups)));
    }

    /** A text to every connection of the app. */
    public static String toAll(String content) {
        return text(text(content).broadcastGlobal(true));
    }

    /** A command to join groups. */
    public static String join(String... groups) {
        return command("group_join", groups);
    }

    /** A command to leave groups. */
    public static String leave(String... groups) {
        return command("group_leave", groups);
    }

    /** A command to the hub. */
    public static String command(String name, String... groups) {
        return text(Message.builder(MessageType.COMMAND)
                .messageId("cmd")
                .content(name)
                .groupIds(List.of(groups)));
    }

    /** An acknowledgement of an inbox entry. */
    public static String ack(String messageId, long seq) {
        return text(Message.builder(MessageType.ACK).messageId(messageId).seq(seq));
    }

    /** A text that is its own message id. */
    public static MessageBuilder text(String content) {
        return Message.builder(MessageType.TEXT).messageId(content).content(content);
    }

    /** The frame of a message. */
    public static String text(MessageBuilder message) {
        return JsonCodec.encode(message.build()).live();
    }
}
