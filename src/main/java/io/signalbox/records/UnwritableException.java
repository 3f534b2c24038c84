package io.signalbox.records;

/** What was to be written cannot be, now or later; nothing was. The store is well, and takes what others write. */
public final class UnwritableException extends RuntimeException {
    public UnwritableException(String message, Throwable cause) {
        super(message, cause);
    }
}
