package io.signalbox.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a connection that a message waits in, most urgent first; the natural order is the order of urgency.
 * Messages of one lane keep their order; messages of two lanes may overtake each other.
 */
public enum Lane {
    /** The hub's own answers and announcements; no client can name it. */
    SYSTEM,
    VIP,
    HIGH,
    NORMAL,
    BULK;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The value of {@code lane}. */
    public String wireName() {
        return wireName;
    }

    /** The lane of that wire name that a client may ask for, or null when there is none. */
    public static @Nullable Lane ofWireName(String name) {
        return switch (name) {
            case "vip" -> VIP;
            case "high" -> HIGH;
            case "normal" -> NORMAL;
            case "bulk" -> BULK;
            default -> null;
        };
    }

    /** The lane of a message of that priority that names none. */
    public static Lane of(Priority priority) {
        return switch (priority) {
            case CRITICAL, URGENT -> VIP;
            case HIGH -> HIGH;
            case NORMAL -> NORMAL;
            case LOW -> BULK;
        };
    }
}
