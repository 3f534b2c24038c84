package io.signalbox.hub;

import io.signalbox.protocol.BroadcastType;
import io.signalbox.protocol.Message;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a message is delivered: the first of these that what it says allows (contract 2.8.1, M25). */
public enum DeliveryMode {
    /** It names a receiver: that user's devices on all nodes, or one of them. */
    P2P,
    /** It names groups and is tracked: each member's inbox. */
    GROUP_RELIABLE,
    /** It names groups: the members that are connected. */
    GROUP_BROADCAST,
    /** It names a namespace: every connection there. */
    NAMESPACE,
    /** Every connection of the app. A client has to say so; of the application it is what is left. */
    GLOBAL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The mode of what a client says, or null when it says nothing of where the message goes. */
    static @Nullable DeliveryMode of(Message message) {
        if (message.receiver() != null) {
            return P2P;
        }
        if (!groups(message).isEmpty()) {
            return message.requireAck() ? GROUP_RELIABLE : GROUP_BROADCAST;
        }
        if (message.namespace() != null) {
            return NAMESPACE;
        }
        return message.broadcastGlobal() ? GLOBAL : null;
    }

    /** The groups that a message goes to: a conversation is the group that is called as its session. */
    static List<String> groups(Message message) {
        String conversation = message.sessionId();
        return message.broadcastType() == BroadcastType.SESSION
                        && conversation != null
                        && message.groupIds().isEmpty()
                ? List.of(conversation)
                : message.groupIds();
    }

    /** The name in lower case. */
    public String wireName() {
        return wireName;
    }
}
