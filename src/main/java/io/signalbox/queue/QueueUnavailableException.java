package io.signalbox.queue;

/** The store behind the queues did not answer. What was asked for did not happen, or it is not known whether it did. */
public final class QueueUnavailableException extends RuntimeException {
    public QueueUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
