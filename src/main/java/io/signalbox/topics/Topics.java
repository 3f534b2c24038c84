package io.signalbox.topics;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.SparseLog;
import io.signalbox.node.Strands;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Publish and subscribe with types (row P04). Any number of subscribers of a topic, each with the type that it reads
 * events as; an event that cannot be read as that type is counted and the subscriber is not called. At most once: who
 * subscribes later does not get it, and what does not fit in the queue is dropped and counted. Safe from any thread.
 */
public final class Topics {
    /** Longest name of a topic, in characters. */
    public static final int MAX_NAME = 128;
    /** Longest event, in characters of its JSON. */
    public static final int MAX_EVENT = 64 * 1024;
    /** Most topics with a subscriber, and most subscribers of one. */
    public static final int MAX_SUBSCRIBED = 1000;

    private final TopicLink link;
    private final Jsonb json;
    private final Strands strands;
    private final Metrics metrics;
    private final SparseLog log;
    private final ConcurrentMap<String, List<Subscriber<?>>> subscribers = new ConcurrentHashMap<>();

    /** @param strands where subscribers are called, of this alone: they may take their time */
    public Topics(TopicLink link, Jsonb json, Strands strands, Metrics metrics, Clock clock) {
        this.link = link;
        this.json = json;
        this.strands = strands;
        this.metrics = metrics;
        this.log = new SparseLog(System.getLogger(Topics.class.getName()), clock);
        link.onEvent(this::arrived);
    }

    /**
     * Tells all subscribers of a topic, on every node. Never blocks.
     *
     * @param event a record, or another type that JSON-B writes
     * @return false when the link did not take it; what a full queue drops behind it is only counted
     * @throws IllegalArgumentException when the name or the event is not one that can be sent
     */
    public boolean publish(String topic, Object event) {
        check(topic);
        String text;
        try {
            text = json.toJson(event);
        } catch (JsonbException e) {
            throw new IllegalArgumentException("event of topic " + topic + " cannot be written as JSON", e);
        }
        if (text.length() > MAX_EVENT) {
            throw new IllegalArgumentException(
                    "event of topic " + topic + " has " + text.length() + " characters, more than " + MAX_EVENT);
        }
        boolean sent = link.send(topic, text);
        if (!sent) {
            metrics.count(Count.TOPIC_EVENTS_DROPPED);
        }
        return sent;
    }

    /**
     * From now on {@code subscriber} is told, on a worker thread, one event of the topic after the other in the order
     * that they arrive. What it throws is logged and keeps nobody else from being told.
     *
     * @throws IllegalArgumentException when the name is not one of a topic
     * @throws IllegalStateException when there are as many already as there may be
     */
    public <T> Subscription subscribe(String topic, Class<T> type, Consumer<? super T> subscriber) {
        check(topic);
        Subscriber<T> added = new Subscriber<>(topic, type, subscriber);
        subscribers.compute(topic, (name, present) -> {
            List<Subscriber<?>> list = present == null ? new CopyOnWriteArrayList<>() : present;
            if (list.size() >= MAX_SUBSCRIBED || present == null && subscribers.size() >= MAX_SUBSCRIBED) {
                throw new IllegalStateException("too many subscribers: topic=" + name);
            }
            list.add(added);
            return list;
        });
        return added;
    }

    private void arrived(String topic, String text) {
        if (subscribers.containsKey(topic) && !strands.execute(topic, () -> deliver(topic, text))) {
            metrics.count(Count.TOPIC_EVENTS_DROPPED);
        }
    }

    private void deliver(String topic, String text) {
        for (Subscriber<?> subscriber : subscribers.getOrDefault(topic, List.of())) {
            subscriber.deliver(text);
        }
    }

    private static void check(String topic) {
        if (topic.isBlank() || topic.length() > MAX_NAME) {
            throw new IllegalArgumentException("name of a topic must be 1 to " + MAX_NAME + " characters");
        }
    }

    private final class Subscriber<T> implements Subscription {
        private final String topic;
        private final Class<T> type;
        private final Consumer<? super T> told;
        private volatile boolean closed;

        Subscriber(String topic, Class<T> type, Consumer<? super T> told) {
            this.topic = topic;
            this.type = type;
            this.told = told;
        }

        void deliver(String text) {
            if (closed) {
                return;
            }
            T event;
            try {
                event = json.fromJson(text, type);
            } catch (RuntimeException e) {
                // JSON-B throws its own; what a record's constructor refuses with comes as it is.
                refused(e.getClass().getSimpleName());
                return;
            }
            if (event == null) {
                refused("null");
                return;
            }
            try {
                told.accept(event);
            } catch (RuntimeException e) {
                log.warn("a subscriber failed: topic=" + topic, e);
            }
        }

        private void refused(String why) {
            metrics.count(Count.TOPIC_PAYLOADS_REFUSED);
            log.warn("event not readable as " + type.getName() + ": topic=" + topic + ": " + why, null);
        }

        @Override
        public void close() {
            closed = true;
            subscribers.computeIfPresent(topic, (name, list) -> {
                list.remove(this);
                return list.isEmpty() ? null : list;
            });
        }
    }
}
