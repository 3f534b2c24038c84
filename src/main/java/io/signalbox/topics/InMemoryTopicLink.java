package io.signalbox.topics;

import java.util.function.BiConsumer;

/** A cluster of one: what is sent arrives at once, on the thread that sends. */
public final class InMemoryTopicLink implements TopicLink {
    private volatile BiConsumer<String, String> receiver = (topic, json) -> {};

    @Override
    public boolean send(String topic, String json) {
        receiver.accept(topic, json);
        return true;
    }

    @Override
    public void onEvent(BiConsumer<String, String> newReceiver) {
        receiver = newReceiver;
    }
}
