package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
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

    /** The lanes a client may ask for. */
    static final WireNames<Lane> WIRE_NAMES = new WireNames<>(new Lane[] {VIP, HIGH, NORMAL, BULK}, Lane::wireName);

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The value of {@code lane}. */
    public String wireName() {
        return wireName;
    }

    /** The lane of that wire name that a client may ask for, or null when there is none. */
    public static @Nullable Lane ofWireName(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return WIRE_NAMES.find(text, 0, text.length);
    }

    /** The lane that a message waits in: the one it asks for, else that of its priority. */
    public static Lane of(Message message) {
        Lane asked = message.lane();
        return asked == null ? of(message.priority()) : asked;
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
