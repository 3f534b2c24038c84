package io.signalbox.transport;

/**
 * Takes what a {@link FrameDecoder} reads, in the order of the wire. All calls come on the thread that decodes; arrays
 * are valid, and the callee's to change, only during the call. Must not call the decoder back.
 */
interface DecodedFrames {
    /** A whole text message, which is valid UTF-8. */
    void text(byte[] utf8, int offset, int length);

    /** A whole binary message. */
    void binary(byte[] bytes, int offset, int length);

    /** A ping, to be answered by a pong with the same payload, which has at most 125 bytes. */
    void ping(byte[] payload, int offset, int length);

    /** A pong, whether asked for or not, with a payload of at most 125 bytes. */
    void pong(byte[] payload, int offset, int length);

    /**
     * The peer's close frame; nothing comes after it.
     *
     * @param code 1005 when the frame had none
     * @param reason may be empty
     */
    void close(int code, String reason);
}
