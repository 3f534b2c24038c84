package io.signalbox.hub;

import org.jspecify.annotations.Nullable;

/** How a command to a client ended: with the client's own answer, or without one. */
public sealed interface CommandOutcome {

    /**
     * The client answered.
     *
     * @param node that it is connected to
     * @param success whether the client says that it did it
     * @param dataJson any JSON value
     */
    record Answered(
            String node,
            boolean success,
            @Nullable String message,
            @Nullable String dataJson) implements CommandOutcome {}

    /** No answer came, and none will be taken. */
    record Failed(Reason reason, String explanation) implements CommandOutcome {
        /** @param leaving whether there is one whose connection is being closed */
        static Failed notThere(ClientCommand command, boolean leaving) {
            return leaving
                    ? new Failed(Reason.OFFLINE, "client '" + command.clientId() + "' is leaving")
                    : new Failed(Reason.UNKNOWN, "no client '" + command.clientId() + "' is connected");
        }

        static Failed ambiguous(ClientCommand command, int clients) {
            return new Failed(
                    Reason.AMBIGUOUS, clients + " clients are called '" + command.clientId() + "'; name the tenant");
        }

        static Failed tooMany() {
            return new Failed(Reason.TOO_MANY, "too many commands wait for an answer; send it again later");
        }
    }

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
