package io.signalbox.transport;

/** What arrives on one connection. Called by one thread at a time, the connection's loop; nothing may block. */
public interface Inbound {
    /** A whole text message. @param utf8 valid UTF-8; the array is the caller's again when this returns */
    void text(byte[] utf8, int offset, int length);

    /** A whole binary message. @param bytes the array is the caller's again when this returns */
    void binary(byte[] bytes, int offset, int length);

    /** A ping or a pong arrived: the peer is alive. */
    void alive();

    /** A pong arrived, and nothing else was told of it. @param number of the ping with a number that it answers */
    default void pong(long number) {
        alive();
    }

    /** The connection is gone. Once, and the last call. */
    void ended(Ending ending);
}
