package io.signalbox.hub;

import org.jspecify.annotations.Nullable;

/** How a command to a client ended: with the client's own answer, or without one. */
public sealed interface CommandOutcome {

    /**
     * The client answered.
     *
     * @param success whether the client says that it did it
     * @param dataJson any JSON value
     */
    record Answered(
            boolean success,
            @Nullable String message,
            @Nullable String dataJson) implements CommandOutcome {}

    /** No answer came, and none will be taken. */
    record Failed(Reason reason, String explanation) implements CommandOutcome {}

    /** Why there is no answer. */
    enum Reason {
        /** No such client; nothing was sent. */
        UNKNOWN,
        /** The client's connection is closed or being closed; the command may have reached it. */
        OFFLINE,
        /** More than one client has this id; nothing was sent. */
        AMBIGUOUS,
        /** As many commands wait for an answer as may; nothing was sent. */
        TOO_MANY,
        /** The client said nothing in time; it may have done it. */
        TIMED_OUT
    }
}
