package io.signalbox.balancer;

import java.util.concurrent.atomic.AtomicBoolean;

/** A place at a backend, counted from the choice on until it is given back. Safe from any thread. */
final class Lease {
    private final Backend backend;
    private final AtomicBoolean released = new AtomicBoolean();

    /** Counts. */
    Lease(Backend backend) {
        this.backend = backend;
        backend.connected();
    }

    Backend backend() {
        return backend;
    }

    /** Gives the place back; only the first call counts. */
    void release() {
        if (released.compareAndSet(false, true)) {
            backend.disconnected();
        }
    }
}
