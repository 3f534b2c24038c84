package io.signalbox.bench;

/** A measurement that is worth nothing: a message was lost, repeated or reordered, or a server did not do its part. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
