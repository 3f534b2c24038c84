package io.signalbox.client;

import java.net.URI;

/** Opens wires. */
@FunctionalInterface
interface Dialer {
    /** Starts to open one and returns at once; failure is told to the listener. */
    Wire dial(URI address, WireListener listener);
}
