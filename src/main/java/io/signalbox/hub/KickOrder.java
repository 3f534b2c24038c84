package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Limits;

/**
 * That a user has to go. It says everything that a node needs to carry it out, so that it can be told to others.
 *
 * @param reason for the user and for the records, up to 128 characters
 * @param notifies whether the connections are sent {@code kick_out} before they are closed
 * @param text what that says, up to 1024 characters
 */
public record KickOrder(UserKey user, String reason, boolean notifies, String text) {
    private static final int LONGEST_TEXT = 1024;

    /** @throws IllegalArgumentException when the reason is blank, or it or the text is too long */
    public KickOrder {
        if (reason.isBlank() || reason.length() > Limits.MAX_ID_LENGTH) {
            throw new IllegalArgumentException("the reason of a kick has 1 to " + Limits.MAX_ID_LENGTH + " characters");
        }
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("the text of a kick has " + LONGEST_TEXT + " characters at most");
        }
    }
}
