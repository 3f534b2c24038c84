package io.signalbox.queue;

/** A queue has as much in it as is allowed, or there are as many queues as are; nothing was put in. */
public final class QueueFullException extends RuntimeException {
    public QueueFullException(String what) {
        super(what, null, false, false);
    }
}
