package io.signalbox.topics;

import java.util.function.BiConsumer;

/** Carries events to every node, the sending one included. In memory now; a cluster supplies another. */
public interface TopicLink {
    /**
     * Sends an event. Never blocks; safe from any thread. What one thread sends on one topic arrives in that order, and
     * on each node that lives all the while once.
     *
     * @return false when it cannot be sent, for instance because too much waits
     */
    boolean send(String topic, String json);

    /** Who is told of what arrives: topic and JSON. Called once, before the first event; the receiver does not block. */
    void onEvent(BiConsumer<String, String> receiver);
}
