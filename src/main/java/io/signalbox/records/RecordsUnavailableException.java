package io.signalbox.records;

/** The store behind the records did not answer. */
public final class RecordsUnavailableException extends RuntimeException {
    public RecordsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
