package io.signalbox.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where somebody who serves others works (contract 2.7). The name in lower case is the one of the wire. */
public enum Department implements WireNamed {
    SALES,
    SUPPORT,
    BILLING,
    GENERAL,
    TECHNICAL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The department of that wire name, or null when there is none. */
    public static @Nullable Department ofWireName(String name) {
        return WireNamed.find(values(), name);
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
