package io.signalbox.transport;

/** The event loops of this node, and whether message connections are taken to them. */
public final class Transport {
    private final boolean fast;
    private final EventLoops loops;

    public Transport(TransportSettings settings) {
        fast = settings.wire() == WireName.FAST;
        loops = new EventLoops("signalbox-loop", settings.loopCount());
    }

    /** Starts the loops. Once. */
    public void start() {
        loops.start();
    }

    /** Stops the loops; connections that are left are closed. Idempotent. */
    public void stop() {
        loops.stop();
    }

    boolean fast() {
        return fast;
    }

    /** The loops, for whatever else has sockets. */
    public EventLoops loops() {
        return loops;
    }
}
