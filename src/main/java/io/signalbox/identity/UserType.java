package io.signalbox.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What kind of user a connection belongs to (contract 2.7). The name in lower case is the one of the wire. */
public enum UserType implements WireNamed {
    VISITOR,
    CUSTOMER,
    AGENT,
    ADMIN,
    BOT,
    VIP,
    /** The hub and the application that it runs in; no client is of this type. */
    SYSTEM,
    /** Gets copies of others' messages, and takes part in no group by itself. */
    OBSERVER;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The type of that wire name, or null when there is none. */
    public static @Nullable UserType ofWireName(String name) {
        return WireNamed.find(values(), name);
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /** Whether a handshake may say it. */
    public boolean claimable() {
        return this != SYSTEM;
    }

    /** Whether it serves others: those are found in the system group of the agents. */
    public boolean serves() {
        return this == AGENT || this == BOT;
    }
}
