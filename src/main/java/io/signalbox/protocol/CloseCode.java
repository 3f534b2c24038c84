package io.signalbox.protocol;

import java.util.Locale;

/**
 * Why a connection was closed: RFC 6455 section 7.4.1 codes that we send, and ours. 4000-4499 ask the client to come
 * back, 4500-4999 tell it to stop until something changed.
 */
public enum CloseCode {
    /** The peer is done. */
    NORMAL(1000),
    /** The node drains or stops. */
    GOING_AWAY(1001),
    /** The peer broke RFC 6455. */
    PROTOCOL_ERROR(1002),
    /** A kind of message that this endpoint does not take. */
    UNSUPPORTED_DATA(1003),
    /** Text that is not UTF-8. */
    INVALID_PAYLOAD(1007),
    /** The peer may not do what it did. */
    POLICY_VIOLATION(1008),
    /** A frame or message over {@link Limits#MAX_MESSAGE_BYTES}. */
    MESSAGE_TOO_BIG(1009),
    /** The hub failed on this connection. */
    INTERNAL_ERROR(1011),
    /** The balancer lost the backend of this connection. */
    SERVICE_RESTART(1012),
    /** The handshake took so long that the node gave the connection's place away. */
    TRY_AGAIN_LATER(1013),
    /** The connection's outbox is full. */
    SLOW_CONSUMER(4001),
    /** Nothing was heard of the client for too long. */
    HEARTBEAT_TIMEOUT(4002),
    /** A write did not end in time. */
    WRITE_STALLED(4003),
    /** The first frame of an unnamed connection is no registration. */
    REGISTRATION_EXPECTED(4500),
    /** No registration frame in time. */
    REGISTRATION_TIMEOUT(4501),
    /** A newer connection has the same client id. */
    REPLACED(4502),
    /** The client sends more than it may and does not stop. */
    RATE_LIMITED(4503),
    /** A newer connection of the user came, and this one was beyond what the user may have. */
    FORCED_OFFLINE(4504),
    /** The operator or the application ended it. */
    KICKED_OUT(4505),
    /** The user has as many connections as allowed, and older ones stay. */
    LOGIN_LIMIT(4506);

    private final int code;
    private final String reason = name().toLowerCase(Locale.ROOT);

    CloseCode(int code) {
        this.code = code;
    }

    /** The number in the close frame. */
    public int code() {
        return code;
    }

    /** The reason in the close frame, and the label in metrics. */
    public String reason() {
        return reason;
    }

    /**
     * Whether a client that was closed with this number should connect again. Codes we do not know follow their range;
     * 1002, 1003, 1007, 1008 and 1009 say that the client did something wrong, so trying the same again does not help.
     */
    public static boolean reconnectAdvised(int code) {
        return switch (code) {
            case 1000, 1002, 1003, 1007, 1008, 1009 -> false;
            default -> code < 4500;
        };
    }
}
