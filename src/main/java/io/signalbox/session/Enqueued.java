package io.signalbox.session;

/** What became of a message that was given to a session. */
public enum Enqueued {
    /** It waits to be written. */
    TAKEN,
    /** Not taken, because the outbox is congested and the message is in the inbox: read it from there later. */
    PARKED,
    /** Not taken, because the outbox is congested and the message is a copy, which may be lost; nothing else changed. */
    DROPPED,
    /** Not taken, and nothing will be: the session is closed, or closes at its next flush. */
    REFUSED
}
