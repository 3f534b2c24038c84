package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Limits;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.ProtocolException;

/** Commands that a client gives the hub: {@code group_join} and {@code group_leave}. */
final class GroupCommand {
    private GroupCommand() {}

    /** Whether the message is for the hub: a command that is addressed to nobody else. */
    static boolean is(Message message) {
        return message.type() == MessageType.COMMAND && message.receiver() == null && !message.broadcastGlobal();
    }

    static void run(Message command, UserKey user, GroupStore groups) {
        String name = command.content() == null ? "" : command.content();
        if (!name.equals("group_join") && !name.equals("group_leave")) {
            throw new ProtocolException(
                    ErrorCode.UNKNOWN_COMMAND, "the hub knows group_join and group_leave", command.messageId());
        }
        if (command.groupIds().isEmpty()) {
            throw new ProtocolException(ErrorCode.TARGET_MISSING, name + " needs group_ids", command.messageId());
        }
        for (String group : command.groupIds()) {
            if (group.startsWith("__")) {
                throw new ProtocolException(
                        ErrorCode.GROUP_RESERVED, "group '" + group + "' is reserved", command.messageId());
            }
        }
        if (name.equals("group_leave")) {
            groups.leave(user, command.groupIds());
        } else if (!groups.join(user, command.groupIds())) {
            throw new ProtocolException(
                    ErrorCode.TOO_MANY_GROUPS,
                    "a user may be in " + Limits.MAX_GROUPS + " groups",
                    command.messageId());
        }
    }
}
