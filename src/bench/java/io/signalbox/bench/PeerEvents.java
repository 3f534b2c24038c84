package io.signalbox.bench;

/** What happens to connections; all calls come from the loop's thread, in the order of the wire. */
interface PeerEvents {
    /** The handshake is done, and the server said its welcome where it has one. */
    void opened(Peer peer);

    /** A text message; the bytes are only valid during the call. */
    void text(Peer peer, byte[] bytes, int from, int to);

    /**
     * The connection is gone. Once, also for one that was never opened, but not after {@link Peer#abort}.
     *
     * @param closeCode of the server's close frame; 0 when it sent none
     */
    void closed(Peer peer, int closeCode);
}
