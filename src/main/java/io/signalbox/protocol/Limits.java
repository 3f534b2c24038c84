package io.signalbox.protocol;

/** Bounds of the wire contract. A frame beyond them is refused, never cut. */
public final class Limits {
    /** Largest message of a client, text or binary, and largest {@code content} or {@code data}, in bytes: 64 KiB. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;
    /** Longest id, name, key or other attribute, and longest field name, in UTF-16 units. */
    public static final int MAX_ID_LENGTH = 128;
    /** Longest path of a request, in UTF-16 units. */
    public static final int MAX_PATH_LENGTH = 1024;
    /** Most groups of one message, and most groups a user may be in. */
    public static final int MAX_GROUPS = 32;
    /** Deepest nesting of objects and arrays in a frame. */
    public static final int MAX_NESTING = 32;
    /** Most digits of a number. */
    public static final int MAX_DIGITS = 64;
    /** Longest time to live, in milliseconds: 366 days. */
    public static final long MAX_TTL_MILLIS = 366L * 24 * 60 * 60 * 1000;

    private Limits() {}
}
