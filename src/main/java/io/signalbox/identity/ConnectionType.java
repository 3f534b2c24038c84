package io.signalbox.identity;

import java.util.Locale;

/** How a connection is carried (contract 2.7). The name in lower case is the one of the wire. */
public enum ConnectionType {
    WEBSOCKET,
    SSE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }
}
