package io.signalbox.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a connection comes from (contract 2.7, C15). The name in lower case is the one of the wire. */
public enum ClientType implements WireNamed {
    WEB,
    MOBILE,
    DESKTOP,
    API;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The type of that wire name, or null when there is none. */
    public static @Nullable ClientType ofWireName(String name) {
        return WireNamed.find(values(), name);
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
