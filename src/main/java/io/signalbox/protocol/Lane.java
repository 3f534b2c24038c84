package io.signalbox.protocol;

import java.util.Locale;

/** Which of a connection's queues a message waits in; the natural order is the order in which lanes are served. */
public enum Lane {
    /** What the hub itself says: replies, acknowledgements, warnings. */
    SYSTEM,
    VIP,
    HIGH,
    NORMAL,
    BULK;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The lower-case name, as in metrics. */
    public String wireName() {
        return wireName;
    }

    /** The lane of a message of that priority. */
    public static Lane of(Priority priority) {
        return switch (priority) {
            case CRITICAL, URGENT -> VIP;
            case HIGH -> HIGH;
            case NORMAL -> NORMAL;
            case LOW -> BULK;
        };
    }
}
