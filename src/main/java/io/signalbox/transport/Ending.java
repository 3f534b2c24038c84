package io.signalbox.transport;

/**
 * How a connection ended: the first cause, whatever followed from it (hazard H56).
 *
 * @param code of the close frame that came or was sent first (RFC 6455 section 7.4); 1006 when there was none
 * @param reason from that frame, or what failed; never a payload
 */
public record Ending(Cause cause, int code, String reason) {
    /** No close frame was seen (RFC 6455 section 7.4.1). */
    public static final int ABNORMAL = 1006;

    /** Who or what ended it. */
    public enum Cause {
        /** The peer sent a close frame first. */
        CLOSED_BY_PEER,
        /** We sent a close frame first. */
        CLOSED_BY_US,
        /** The peer broke the framing rules, and was sent a close frame. */
        PROTOCOL_ERROR,
        /** The peer's socket ended without a close frame. */
        END_OF_STREAM,
        /** Reading failed: a reset connection. */
        READ_FAILED,
        /** Writing failed: a reset connection. */
        WRITE_FAILED,
        /** We ended the socket without a close frame. */
        ABORTED
    }

    static Ending without(Cause cause, String why) {
        return new Ending(cause, ABNORMAL, why);
    }
}
