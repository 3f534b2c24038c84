package io.signalbox.protocol;

import java.util.Locale;

/**
 * Why the hub refused one message. The connection stays open. Numbers follow the families of the reference hub
 * (802xx queue, 803xx user, 804xx message, 808xx rate, 809xx operation, 814xx groups).
 */
public enum ErrorCode {
    /** As many messages wait for the receiver as are allowed; this one was not stored. */
    INBOX_FULL(80202, true),
    /** The receiver has no connection, and a message of this kind is not stored. */
    USER_OFFLINE(80301, true),
    /** A broadcast to a namespace that is not the sender's own. */
    NAMESPACE_DENIED(80303, false),
    /** Not JSON, not an object, or a field of the wrong kind. */
    MALFORMED_FRAME(80401, false),
    /** A field, or the message, is longer than its bound in {@link Limits}. */
    FIELD_TOO_LARGE(80402, false),
    /** No receiver, no group, no broadcast. */
    TARGET_MISSING(80403, false),
    /** Its deadline or time to live was over before it could be delivered. */
    EXPIRED(80405, false),
    /** What its flags ask for excludes each other. */
    OPTIONS_CONFLICT(80406, false),
    /** {@code message_type} is missing or not in {@link MessageType}. */
    UNKNOWN_TYPE(80410, false),
    /** A {@code command} that the hub does not know. */
    UNKNOWN_COMMAND(80411, false),
    /** A binary message. */
    BINARY_NOT_SUPPORTED(80412, false),
    /** A type that only the hub may send. */
    TYPE_NOT_ALLOWED(80413, false),
    /** A binary message that asks to be tracked: those are not stored. */
    BINARY_NOT_STORABLE(80414, false),
    /** This connection sends more than it may in a time. */
    RATE_LIMITED(80801, true),
    /** The database did not take the message in time: it is not stored. */
    STORE_UNAVAILABLE(80905, true),
    /** The cluster did not say where the receiver is: the message was not handed on. */
    CLUSTER_UNAVAILABLE(80906, true),
    /** A queue of this connection is full: the message was not taken. */
    BUSY(80908, true),
    /** The sender is no member of the group. */
    GROUP_NOT_MEMBER(81401, false),
    /** There is no such group. */
    GROUP_NOT_FOUND(81402, false),
    /** The group has as many members as it may. */
    GROUP_FULL(81403, true),
    /** There is a group of that id already. */
    GROUP_EXISTS(81405, false),
    /** Group ids that start with two underscores belong to the hub. */
    GROUP_RESERVED(81406, false),
    /** More than {@link Limits#MAX_GROUPS} groups. */
    TOO_MANY_GROUPS(81407, false),
    /** Only its owner or an administrator may do that to a group. */
    GROUP_FORBIDDEN(81408, false),
    /** A group that its owner adds members to, and nobody joins. */
    GROUP_CLOSED(81409, false),
    /** No group can have that id or profile. */
    GROUP_INVALID(81410, false),
    /** The node holds as many groups, or members of groups, as it may. */
    GROUPS_EXHAUSTED(81411, true),
    /** More members than a tracked message is stored for. */
    GROUP_TOO_LARGE(81412, false),
    /** A tracked message was stored for some of the members only. */
    GROUP_PARTLY_STORED(81413, true);

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final int number;
    private final boolean retryable;

    ErrorCode(int number, boolean retryable) {
        this.number = number;
        this.retryable = retryable;
    }

    /** The value of {@code data.code}. */
    public String wireName() {
        return wireName;
    }

    /** The value of {@code data.number}. */
    public int number() {
        return number;
    }

    /** Whether the same message may succeed later. */
    public boolean retryable() {
        return retryable;
    }
}
