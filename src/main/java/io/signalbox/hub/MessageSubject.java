package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * Which message a record is about: a sender may give the same id to messages to several receivers, and each is one.
 *
 * @param tenant where the receiver is
 * @param sender user id
 * @param mode how it is delivered
 * @param receiver user id; the groups with commas between, cut after {@link #MAX_RECEIVER} characters; the namespace; or
 *     the app
 */
public record MessageSubject(Tenant tenant, String sender, String messageId, DeliveryMode mode, String receiver) {
    /** Longest list of groups. */
    public static final int MAX_RECEIVER = 512;

    public MessageSubject {
        receiver = receiver.length() <= MAX_RECEIVER ? receiver : receiver.substring(0, MAX_RECEIVER);
    }

    /** A message to one user. @param stamped with its sender. @return null when it has no sender or no id */
    static @Nullable MessageSubject toUser(UserKey to, Message stamped) {
        String sender = stamped.sender();
        String id = stamped.messageId();
        return sender == null || id == null ? null : toUser(to, sender, id);
    }

    static MessageSubject toUser(UserKey to, String sender, String messageId) {
        return new MessageSubject(to.tenant(), sender, messageId, DeliveryMode.P2P, to.userId());
    }

    /** Of a message to wherever it says. @return null when it says nothing of that, or has no id */
    static @Nullable MessageSubject of(Tenant tenant, String sender, Message message) {
        DeliveryMode mode = DeliveryMode.of(message);
        return mode == null ? null : of(tenant, sender, mode, message);
    }

    static @Nullable MessageSubject of(Tenant tenant, String sender, DeliveryMode mode, Message message) {
        String id = message.messageId();
        if (id == null) {
            return null;
        }
        String receiver =
                switch (mode) {
                    case P2P -> String.valueOf(message.receiver());
                    case GROUP_RELIABLE, GROUP_BROADCAST -> String.join(",", DeliveryMode.groups(message));
                    case NAMESPACE -> tenant.namespace();
                    case GLOBAL -> tenant.appId();
                };
        return new MessageSubject(tenant, sender, id, mode, receiver);
    }
}
