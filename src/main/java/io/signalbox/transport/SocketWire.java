package io.signalbox.transport;

/** A wire on our own event loops. */
public interface SocketWire extends Wire {
    /**
     * Who takes what arrives. Once, while the connection is being opened: nothing is read before.
     *
     * @param deflate whether {@link PerMessageDeflate} was negotiated: for what is read, and for what is written from the
     *     source
     */
    void receiver(Inbound inbound, boolean deflate);
}
