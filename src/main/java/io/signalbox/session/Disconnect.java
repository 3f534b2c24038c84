package io.signalbox.session;

import io.signalbox.protocol.CloseCode;

/**
 * How a connection ended (contract C24). The first cause counts; what follows from it is not recorded.
 *
 * @param code of the close frame, or 1006 when there was none (RFC 6455 section 7.4)
 * @param text of the close frame, or what failed
 */
public record Disconnect(Reason reason, int code, String text, Party endedBy) {
    /** Code of a connection that ended without a close frame. */
    public static final int NO_CLOSE_FRAME = 1006;

    /** The hub closes with a code that says why. */
    public static Disconnect byHub(CloseCode code) {
        return byHub(reason(code), code);
    }

    /** The hub closes for a reason that the code alone does not tell. */
    public static Disconnect byHub(Reason reason, CloseCode code) {
        return new Disconnect(reason, code.code(), code.reason(), Party.HUB);
    }

    /** The client sent a close frame. */
    public static Disconnect byClient(int code, String text) {
        return new Disconnect(Reason.CLOSE_MESSAGE, code, text, Party.CLIENT);
    }

    /** The client broke the rules of framing and was sent a close frame. */
    public static Disconnect forProtocol(int code, String text) {
        return new Disconnect(Reason.PROTOCOL_ERROR, code, text, Party.HUB);
    }

    /** The connection broke. @param text what failed; no payload */
    public static Disconnect broken(Reason reason, String text) {
        return new Disconnect(reason, NO_CLOSE_FRAME, text, Party.NETWORK);
    }

    /** Whether it ended as connections should: with 1000 or 1001. */
    public boolean isNormal() {
        return code == CloseCode.NORMAL.code() || code == CloseCode.GOING_AWAY.code();
    }

    private static Reason reason(CloseCode code) {
        return switch (code) {
            case NORMAL -> Reason.CLOSE_MESSAGE;
            case GOING_AWAY, SERVICE_RESTART -> Reason.SERVER_SHUTDOWN;
            case INTERNAL_ERROR -> Reason.INTERNAL_ERROR;
            case SLOW_CONSUMER -> Reason.SLOW_CONSUMER;
            case HEARTBEAT_TIMEOUT -> Reason.HEARTBEAT_TIMEOUT;
            case WRITE_STALLED -> Reason.WRITE_STALLED;
            case PROTOCOL_ERROR, UNSUPPORTED_DATA, INVALID_PAYLOAD, POLICY_VIOLATION, MESSAGE_TOO_BIG ->
                Reason.PROTOCOL_ERROR;
            case REGISTRATION_EXPECTED, REGISTRATION_TIMEOUT -> Reason.PROTOCOL_ERROR;
            case TRY_AGAIN_LATER -> Reason.NODE_FULL;
            case REPLACED -> Reason.REPLACED;
            case FORCED_OFFLINE -> Reason.FORCE_OFFLINE;
            case KICKED_OUT -> Reason.KICK_OUT;
            case LOGIN_LIMIT -> Reason.LOGIN_LIMIT;
            case RATE_LIMITED -> Reason.RATE_LIMITED;
        };
    }

    /** Why connections end: the label in metrics, in lower case. */
    public enum Reason {
        READ_ERROR,
        WRITE_ERROR,
        CLOSE_MESSAGE,
        HEARTBEAT_TIMEOUT,
        KICK_OUT,
        FORCE_OFFLINE,
        LOGIN_LIMIT,
        SLOW_CONSUMER,
        WRITE_STALLED,
        PROTOCOL_ERROR,
        REPLACED,
        SERVER_SHUTDOWN,
        NODE_FULL,
        RATE_LIMITED,
        INTERNAL_ERROR,
        UNKNOWN
    }

    /** Who ends connections. */
    public enum Party {
        CLIENT,
        HUB,
        NETWORK
    }
}
