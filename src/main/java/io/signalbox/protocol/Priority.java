package io.signalbox.protocol;

import java.util.Locale;

/** How urgent a message is, lowest first; the natural order is the order of urgency. */
public enum Priority {
    LOW,
    NORMAL,
    HIGH,
    URGENT,
    CRITICAL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name on the wire, lower case. */
    public String wireName() {
        return wireName;
    }
}
