package io.signalbox.records;

import io.signalbox.hub.MessageStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which records are asked for. What is null does not matter.
 *
 * @param appId where the receiver is
 * @param namespace where the receiver is, within the app
 * @param sender user id
 * @param receiver user id, groups with commas between, namespace or app
 * @param node id or address of the node that took the message from its sender
 * @param clientIp where the sender's connection came from
 * @param retryable only what failed, was tried less often than it may be, and has not expired
 * @param oldestFirst by when they were sent; else newest first
 */
public record MessageRecordQuery(
        @Nullable String appId,
        @Nullable String namespace,
        @Nullable String messageId,
        @Nullable String sender,
        @Nullable String receiver,
        @Nullable String node,
        @Nullable String clientIp,
        @Nullable MessageStatus status,
        boolean retryable,
        boolean oldestFirst) {
    /** All, newest first. */
    public static final MessageRecordQuery ALL =
            new MessageRecordQuery(null, null, null, null, null, null, null, null, false, false);

    /** Of the messages with that id, of whatever sender. */
    public static MessageRecordQuery ofMessage(String messageId) {
        return new MessageRecordQuery(null, null, messageId, null, null, null, null, null, false, false);
    }

    /** Of what a user sent. */
    public static MessageRecordQuery ofSender(String sender) {
        return new MessageRecordQuery(null, null, null, sender, null, null, null, null, false, false);
    }

    /** Of what was sent to a user. */
    public static MessageRecordQuery ofReceiver(String receiver) {
        return new MessageRecordQuery(null, null, null, null, receiver, null, null, null, false, false);
    }

    /** Those of them that came so far. */
    public MessageRecordQuery in(MessageStatus wanted) {
        return new MessageRecordQuery(
                appId, namespace, messageId, sender, receiver, node, clientIp, wanted, retryable, oldestFirst);
    }

    /** Those of them that failed and could be sent again. */
    public MessageRecordQuery thatCanBeRetried() {
        return new MessageRecordQuery(
                appId, namespace, messageId, sender, receiver, node, clientIp, status, true, oldestFirst);
    }

    /** The same, oldest first. */
    public MessageRecordQuery fromTheOldest() {
        return new MessageRecordQuery(
                appId, namespace, messageId, sender, receiver, node, clientIp, status, retryable, true);
    }
}
