package io.signalbox.identity;

import java.util.Locale;

/** What a connection comes from (contract 2.7, C15). The name in lower case is the one of the wire. */
public enum ClientType {
    WEB,
    MOBILE,
    DESKTOP,
    API;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
        return wireName;
    }
}
