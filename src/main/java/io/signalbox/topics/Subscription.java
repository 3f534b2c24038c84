package io.signalbox.topics;

/** That a subscriber is told of a topic. */
public interface Subscription extends AutoCloseable {
    /** Ends it: no call begins after this returned; one that runs finishes. Idempotent; safe from any thread. */
    @Override
    void close();
}
