package io.signalbox.transport;

/** Who moves the bytes of message connections. */
public enum WireName {
    /** Our event loops; connections that cannot be taken there stay with the container. */
    FAST,
    /** The container: works on any server. */
    PORTABLE
}
