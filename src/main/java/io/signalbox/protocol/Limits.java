package io.signalbox.protocol;

/** Bounds of the wire contract. A frame beyond them is refused, never cut. */
public final class Limits {
    /** Largest text message, in bytes of UTF-8: 64 KiB. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;
    /** Longest id, name or other attribute, in UTF-16 units. */
    public static final int MAX_ID_LENGTH = 128;
    /** Most groups of one message, and most groups a user may be in. */
    public static final int MAX_GROUPS = 32;
    /** Deepest nesting of objects and arrays in a frame. */
    public static final int MAX_NESTING = 32;

    private Limits() {}
}
