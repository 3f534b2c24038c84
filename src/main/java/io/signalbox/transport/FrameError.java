package io.signalbox.transport;

/**
 * The peer broke the framing or a limit: the connection is to be closed with {@link #closeCode} (RFC 6455 section
 * 7.4.1). Has no stack trace, for peers can cause as many as they like.
 */
final class FrameError extends Exception {
    static final int PROTOCOL_ERROR = 1002;
    static final int INVALID_PAYLOAD = 1007;
    static final int POLICY_VIOLATION = 1008;
    static final int MESSAGE_TOO_BIG = 1009;

    private final int closeCode;
    private final String reason;

    /** @param reason what was wrong, in ASCII and without anything the peer sent; at most 123 bytes */
    FrameError(int closeCode, String reason) {
        super(reason, null, false, false);
        this.closeCode = closeCode;
        this.reason = reason;
    }

    static FrameError protocol(String reason) {
        return new FrameError(PROTOCOL_ERROR, reason);
    }

    static FrameError invalidText() {
        return new FrameError(INVALID_PAYLOAD, "text is not valid UTF-8");
    }

    static FrameError tooBig() {
        return new FrameError(MESSAGE_TOO_BIG, "message is too big");
    }

    /** For the close frame. */
    int closeCode() {
        return closeCode;
    }

    /** For the close frame. */
    String reason() {
        return reason;
    }
}
