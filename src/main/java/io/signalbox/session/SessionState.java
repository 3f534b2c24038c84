package io.signalbox.session;

/** The life of a session. It only goes forward. */
public enum SessionState {
    /** Takes and writes messages. */
    OPEN,
    /** Takes and writes messages, and closes as soon as there is nothing to write. */
    DRAINING,
    /** Takes and writes nothing. */
    CLOSED;

    /** @throws IllegalStateException when there is no way from here to {@code next} */
    SessionState to(SessionState next) {
        if (next.compareTo(this) <= 0) {
            throw new IllegalStateException("a session does not go from " + this + " to " + next);
        }
        return next;
    }
}
