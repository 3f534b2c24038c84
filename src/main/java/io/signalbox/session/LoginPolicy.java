package io.signalbox.session;

/** What happens when a user has as many connections as it may and one more comes (contract C18, C19). */
public enum LoginPolicy {
    /** The least recently active one has to go. */
    KICK_OLD,
    /** The new one is refused. */
    KICK_NEW,
    /** There is no limit. */
    ALLOW_ALL
}
