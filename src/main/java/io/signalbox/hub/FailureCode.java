package io.signalbox.hub;

import io.signalbox.protocol.ErrorCode;
import java.util.Locale;

/**
 * What exactly stood in the way of a delivery, and whether trying again can help (contract 2.10). Numbers follow the
 * families of the reference hub; those that a client is answered with are the ones of {@link ErrorCode}.
 */
public enum FailureCode {
    /** The receiver's connections were closing. */
    CONNECTION_CLOSED(80101, FailureReason.CONN_CLOSED, false),
    /** The receiver's socket failed while it was written to. */
    CONNECTION_LOST(80102, FailureReason.CONN_ERROR, false),
    /** The outbox of a connection had no room for a broadcast. */
    BROADCAST_FULL(80201, FailureReason.BROADCAST_FULL, false),
    /** The receiver's inbox holds as many messages as it may. */
    INBOX_FULL(80202, FailureReason.QUEUE_FULL, true),
    /** No connection of the receiver had room in its outbox. */
    OUTBOX_FULL(80203, FailureReason.QUEUE_FULL, true),
    /** As many deliveries wait as may: {@code signalbox.delivery.max-pending}. */
    PENDING_FULL(80204, FailureReason.PENDING_FULL, false),
    /** The receiver has no connection anywhere. */
    USER_OFFLINE(80301, FailureReason.USER_OFFLINE, false),
    /** The sender may not reach the receiver. */
    FORBIDDEN(80303, FailureReason.PERMISSION, false),
    /** The message cannot be sent as it is. */
    INVALID(80401, FailureReason.VALIDATION, false),
    /** The message's deadline or time to live is over. */
    EXPIRED(80405, FailureReason.TIMEOUT, false),
    /** The sender sends more than it may in a time. */
    RATE_LIMITED(80801, FailureReason.PERMISSION, false),
    /** The database did not take the message in time. */
    STORE_UNAVAILABLE(80905, FailureReason.SEND_TIMEOUT, true),
    /** The cluster did not say where the receiver is. */
    CLUSTER_UNAVAILABLE(80906, FailureReason.CHANNEL_CLOSED, true),
    /** Too many messages wait to be routed. */
    BUSY(80908, FailureReason.PENDING_FULL, true),
    /** Something unexpected. */
    UNKNOWN(80999, FailureReason.UNKNOWN, false),
    /** No device acknowledged in time. */
    ACK_TIMEOUT(81001, FailureReason.ACK_TIMEOUT, true),
    /** Nor did one after the message was handed out as often again as it may be. */
    ACK_TIMEOUT_AFTER_RETRIES(81002, FailureReason.ACK_TIMEOUT, false),
    /** The application gave up. */
    CANCELLED(81003, FailureReason.UNKNOWN, false);

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final int number;
    private final FailureReason reason;
    private final boolean retried;

    FailureCode(int number, FailureReason reason, boolean retried) {
        this.number = number;
        this.reason = reason;
        this.retried = retried;
    }

    /** What a client's message was refused with. */
    static FailureCode of(ErrorCode refusal) {
        return switch (refusal) {
            case INBOX_FULL -> INBOX_FULL;
            case USER_OFFLINE -> USER_OFFLINE;
            case EXPIRED -> EXPIRED;
            case RATE_LIMITED -> RATE_LIMITED;
            case STORE_UNAVAILABLE -> STORE_UNAVAILABLE;
            case CLUSTER_UNAVAILABLE -> CLUSTER_UNAVAILABLE;
            case BUSY -> BUSY;
            case NAMESPACE_DENIED, TYPE_NOT_ALLOWED, GROUP_NOT_MEMBER, GROUP_FORBIDDEN, GROUP_CLOSED -> FORBIDDEN;
            default -> INVALID;
        };
    }

    /** Its name in settings, in lower case. */
    public String wireName() {
        return wireName;
    }

    public int number() {
        return number;
    }

    public FailureReason reason() {
        return reason;
    }

    /** Whether it is tried again unless the settings say otherwise. */
    public boolean retried() {
        return retried;
    }
}
