package io.signalbox.limits;

/** An alert did not get to where it was sent. The message holds no secret. */
final class AlertNotSentException extends RuntimeException {
    private final boolean worthRetrying;

    AlertNotSentException(String message, boolean worthRetrying) {
        super(message);
        this.worthRetrying = worthRetrying;
    }

    /** Whether the same may succeed later. */
    boolean worthRetrying() {
        return worthRetrying;
    }
}
