package io.signalbox.transport;

/** A backend could not be reached, or did not answer in time or in HTTP. The message says which. */
public final class DialException extends RuntimeException {
    DialException(String message) {
        super(message);
    }

    DialException(String message, Throwable cause) {
        super(message, cause);
    }
}
