package io.signalbox.hub;

import java.util.Locale;

/** Why a message did not reach somebody who was to have it (contract 2.11). */
public enum FailureReason {
    /** A bounded queue of the receiver took no more: the outbox of its connections, or its inbox. */
    QUEUE_FULL(Kind.QUEUE_FULL),
    /** A connection had no room for what went to many. */
    BROADCAST_FULL(Kind.QUEUE_FULL),
    /** As many messages wait to be routed or acknowledged as may. */
    PENDING_FULL(Kind.QUEUE_FULL),
    /** The receiver has no connection anywhere. */
    USER_OFFLINE(Kind.USER_OFFLINE),
    /** The message's own deadline passed. */
    TIMEOUT(Kind.TIMEOUT),
    /** The database did not answer in time. */
    SEND_TIMEOUT(Kind.TIMEOUT),
    /** No device of the receiver acknowledged in time. */
    ACK_TIMEOUT(Kind.TIMEOUT),
    /** The receiver's connections were closing. */
    CONN_CLOSED(Kind.CONNECTION_ERROR),
    /** A socket failed while it was written to. */
    CONN_ERROR(Kind.CONNECTION_ERROR),
    /** The way to the other nodes did not answer. */
    CHANNEL_CLOSED(Kind.CONNECTION_ERROR),
    /** The message is not one that can be sent. */
    VALIDATION(Kind.OTHER),
    /** Its sender may not send it, or not now. */
    PERMISSION(Kind.OTHER),
    /** It was tried as often as it may be. The code says what stood in the way at last, and of what kind that is. */
    MAX_RETRY(Kind.OTHER),
    /** Something else; the log has it. */
    UNKNOWN(Kind.OTHER);

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final Kind kind;

    FailureReason(Kind kind) {
        this.kind = kind;
    }

    /** Its name in the contract. */
    public String wireName() {
        return wireName;
    }

    /** Which of the events is fired beside the general one. */
    public Kind kind() {
        return kind;
    }

    /** Kinds of failures. */
    public enum Kind {
        QUEUE_FULL,
        USER_OFFLINE,
        CONNECTION_ERROR,
        TIMEOUT,
        /** None of them: only the general event is fired. */
        OTHER
    }
}
