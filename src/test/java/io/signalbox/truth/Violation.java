package io.signalbox.truth;

/**
 * A promise that was not kept.
 *
 * @param text which message, who, and what the log says
 */
record Violation(Rule rule, String text) {
    /** What was promised. */
    enum Rule {
        /** A message that was told {@code stored} is received by its receiver. */
        NEVER_LOST,
        /** A device gets the messages of one sender in the order in which they were sent. */
        IN_ORDER,
        /** What arrives for the first time is above the device's cursor, else the device drops it as known. */
        ABOVE_THE_CURSOR,
        /** A message has one position for each time that it was sent. */
        ONCE,
        /** A position is given to one message. */
        ONE_POSITION_ONE_MESSAGE,
        /** A publish ends in {@code stored}, a coded error, or the end of the connection. */
        NO_SILENT_DROP,
        /** {@code recovered} is true if and only if nothing is missing. */
        RECOVERED_IS_TRUE,
        /** {@code delivered} is told only after a device acknowledged. */
        DELIVERED_IS_TRUE,
        /** Only what was published arrives, only at its receiver, with a position. */
        NOTHING_STRANGE
    }
}
