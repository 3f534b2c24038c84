package io.signalbox.transport;

/** A wire on our own event loops. */
public interface SocketWire {
    void attach(FrameSource source);

    void wake();

    void ping();

    void close(int code, String reason);

    void abort();

    java.time.Duration stalledFor();
    /** Who takes what arrives. Once, while the connection is being opened: nothing is read before. */
    void receiver(Inbound inbound);
}
