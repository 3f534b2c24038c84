package io.signalbox.hub;

import org.jspecify.annotations.Nullable;

/**
 * What became of one try to deliver a message to a user.
 *
 * @param stored whether it is in the inbox
 * @param seq position there, when the message is tracked; else 0
 * @param online whether a connection of the user has it, or gets it from the inbox at once
 * @param failure null when it was handed on or stored, or when nobody is there and that does not matter
 * @param explanation of the failure, for people
 */
public record Attempt(
        boolean stored, long seq, boolean online, @Nullable FailureCode failure, String explanation) {
    static Attempt handedOn() {
        return new Attempt(false, 0, true, null, "");
    }

    static Attempt stored(long seq, boolean online) {
        return new Attempt(true, seq, online, null, "");
    }

    /** It was for the moment, and nobody is there. */
    static Attempt missed() {
        return new Attempt(false, 0, false, null, "");
    }

    static Attempt failed(FailureCode code, String why) {
        return new Attempt(false, 0, false, code, why);
    }
}
