package io.signalbox.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A user's role towards others (contract 2.7). The name in lower case is the one of the wire. */
public enum UserRole implements WireNamed {
    CUSTOMER,
    AGENT,
    ADMIN;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The role of that wire name, or null when there is none. */
    public static @Nullable UserRole ofWireName(String name) {
        return WireNamed.find(values(), name);
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
