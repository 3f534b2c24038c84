package io.signalbox.hub;

/** The store behind the inbox did not answer, or refused. Nothing may be called stored. */
public final class InboxUnavailableException extends RuntimeException {
    public InboxUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Known without asking the store: many are made then, so none has a stack trace. */
    public InboxUnavailableException(String message) {
        super(message, null, false, false);
    }
}
