package io.signalbox.hub;

/** What becomes of a message for an inbox that has as many entries waiting as are allowed. */
public enum WhenFull {
    /** It is not stored, and its sender is told {@code inbox_full}. */
    REFUSE,
    /** It is stored, and the oldest entry leaves unacknowledged. */
    DROP_OLDEST
}
