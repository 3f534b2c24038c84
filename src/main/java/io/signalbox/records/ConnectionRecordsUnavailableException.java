package io.signalbox.records;

/** The store of records does not answer, or takes nothing. */
public final class ConnectionRecordsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConnectionRecordsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
