package io.signalbox.transport;

/** A wire on our own event loops. */
public interface SocketWire extends Wire {
    /** Who takes what arrives. Once, while the connection is being opened: nothing is read before. */
    void receiver(Inbound inbound);
}
