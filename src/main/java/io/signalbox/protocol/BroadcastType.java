package io.signalbox.protocol;

import java.util.Locale;

/** Who gets a message that has neither a receiver nor a group. */
public enum BroadcastType {
    /** Nobody. */
    NONE,
    /** The connections of the conversation in {@code session_id}. */
    SESSION,
    /** Every connection of the app. */
    GLOBAL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The value of {@code broadcast_type}. */
    public String wireName() {
        return wireName;
    }
}
