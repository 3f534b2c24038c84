package io.signalbox.protocol;

/** What a message type is about. Each {@link MessageType} is in exactly one category. */
public enum Category {
    TEXT,
    MEDIA,
    SYSTEM,
    INTERACTIVE,
    RECALL,
    STATUS,
    BUSINESS,
    SESSION,
    WINDOW,
    USER,
    CONFIG,
    HEALTH,
    SERVER,
    THREAD,
    CONNECTION,
    CUSTOM,
    OTHER;

    /**
     * Whether a message of this category is worth keeping for a user who is away. System, status and connection
     * messages say something about now and are never stored (hazard H31).
     */
    boolean storable() {
        return switch (this) {
            case SYSTEM, STATUS, WINDOW, USER, CONFIG, HEALTH, SERVER, CONNECTION -> false;
            default -> true;
        };
    }
}
