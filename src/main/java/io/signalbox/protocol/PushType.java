package io.signalbox.protocol;

import java.util.Locale;

/** How a message was pushed, in the words of the reference hub; passed on, it decides nothing. */
public enum PushType {
    NONE,
    DIRECT,
    QUEUE,
    OFFLINE,
    UNICAST;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The value of {@code push_type}. */
    public String wireName() {
        return wireName;
    }
}
