package io.signalbox.hub;

import io.signalbox.identity.UserKey;

/** A user has as many entries waiting as are allowed; the new one was not stored. */
public final class InboxFullException extends RuntimeException {
    public InboxFullException(UserKey user) {
        super("the inbox of the receiver is full: as many messages wait as may for user=" + user, null, false, false);
    }
}
