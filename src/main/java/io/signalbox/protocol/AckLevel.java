package io.signalbox.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an acknowledgement promises, weakest first; never one for another (design.md 4). */
public enum AckLevel {
    /** This node has the message; it is not durable. */
    ACCEPTED,
    /** Committed in the database. */
    STORED,
    /** A device of the receiver acknowledged it. */
    DELIVERED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The value of {@code ack}. */
    public String wireName() {
        return wireName;
    }

    /** The level of that wire name, or null when there is none. */
    public static @Nullable AckLevel ofWireName(String name) {
        for (AckLevel level : values()) {
            if (level.wireName.equals(name)) {
                return level;
            }
        }
        return null;
    }
}
