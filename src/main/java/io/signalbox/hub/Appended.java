package io.signalbox.hub;

import io.signalbox.identity.UserKey;

/**
 * What became of a message for one inbox.
 *
 * @param seq its position, 0 when the inbox is full and took nothing
 * @param added whether this made the entry; false when the message waited there already, and when it was not taken
 */
public record Appended(UserKey user, long seq, boolean added) {
    /** The inbox took nothing. */
    public static Appended full(UserKey user) {
        return new Appended(user, 0, false);
    }

    /** Whether the inbox took nothing because it is full. */
    public boolean isFull() {
        return seq == 0;
    }
}
