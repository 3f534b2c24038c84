package io.signalbox.hub;

import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;

/** What the type and the flags of a message mean together (contract M28, design.md 5). */
final class DeliveryRules {
    private DeliveryRules() {}

    /**
     * The message as it is to be delivered: one to a user of a type that must not be lost is tracked, whether it asks
     * for it or not.
     *
     * @throws ProtocolException when its flags exclude each other, or leave nothing to do
     */
    static Message applied(Message message) {
        Message applied = message.receiver() != null
                        && !message.requireAck()
                        && message.type().tracked()
                ? message.toBuilder().requireAck(true).build()
                : message;
        if (applied.skipDatabaseStorage() || applied.skipSendToClient()) {
            check(applied);
        }
        return applied;
    }

    /** Whether an absent receiver's inbox takes it. */
    static boolean kept(Message message) {
        return message.type().storable() && message.receiverClient() == null && !message.skipDatabaseStorage();
    }

    /** Whether it goes to the inbox before anything else: what is tracked, and what no connection is to get now. */
    static boolean storedFirst(Message message) {
        return message.requireAck() || message.skipSendToClient();
    }

    /** Whether its sender is told when its receiver is away and it was not stored: who named a device, or the flag. */
    static boolean absenceMatters(Message message) {
        return message.receiverClient() != null
                || message.skipDatabaseStorage() && message.type().storable();
    }

    private static void check(Message message) {
        if (message.skipDatabaseStorage() && message.requireAck()) {
            throw conflict("what is tracked is stored: skip_database_storage is not for it", message);
        }
        if (message.skipDatabaseStorage() && message.skipSendToClient()) {
            throw conflict("neither stored nor sent: nothing is left to do", message);
        }
        if (message.skipSendToClient() && (message.receiver() == null || !stored(message))) {
            throw conflict("skip_send_to_client is for one receiver and for what is stored", message);
        }
    }

    private static boolean stored(Message message) {
        return message.requireAck() || message.type().storable();
    }

    private static ProtocolException conflict(String why, Message message) {
        return new ProtocolException(ErrorCode.OPTIONS_CONFLICT, why, message.messageId());
    }
}
