package io.signalbox.protocol;

import java.util.Locale;

/** Where a delivered message comes from. */
public enum MessageSource {
    /** Delivered as it happens. */
    ONLINE,
    /** Replayed from the receiver's inbox. */
    OFFLINE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The value of {@code source}. */
    public String wireName() {
        return wireName;
    }
}
