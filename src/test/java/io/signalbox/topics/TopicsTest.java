package io.signalbox.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Strands;
import io.signalbox.protocol.Priority;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.ServerLibraries;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With the server's own JSON-B. */
@Tag("P04")
class TopicsTest {
    private static final Jsonb JSON = ServerLibraries.with(JsonbBuilder::create);
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.123Z");
    private static final TicketQueuePushed PUSHED =
            new TicketQueuePushed("t1", "alice", "s1", Priority.HIGH, TIME, "node-a");

    private final Metrics metrics = new Metrics();
    private final ManualClock clock = new ManualClock();
    private final QueuedExecutor workers = new QueuedExecutor();
    private final RecordedLink link = new RecordedLink();
    private final Topics topics = new Topics(link, JSON, new Strands(workers, 4, 100), metrics, clock);

    @Test
    void every_subscriber_of_a_topic_is_told_on_a_worker_and_nobody_else() {
        List<Object> told = new ArrayList<>();
        topics.subscribe(TicketQueuePushed.TOPIC, TicketQueuePushed.class, told::add);
        topics.subscribe(TicketQueuePushed.TOPIC, TicketQueuePushed.class, event -> told.add(event.ticketId()));
        topics.subscribe("other", TicketQueuePushed.class, event -> told.add("not me"));
        assertThat(topics.publish(TicketQueuePushed.TOPIC, PUSHED)).isTrue();
        assertThat(told).as("on the thread that publishes").isEmpty();
        workers.runAll();
        assertThat(told).containsExactly(PUSHED, "t1");
    }

    @Test
    void the_ticket_events_have_the_names_and_fields_of_the_contract() {
        assertThat(List.of(TicketQueuePushed.TOPIC, TicketAssigned.TOPIC, TicketAssignmentFailed.TOPIC))
                .containsExactly("ticket.queue.pushed", "ticket.assigned", "ticket.assignment.failed");
        List<Object> told = new ArrayList<>();
        TicketAssigned assigned =
                new TicketAssigned("t1", "alice", "s1", Priority.HIGH, TIME, "node-a", "agent", TIME.plusSeconds(1));
        TicketAssignmentFailed failed =
                new TicketAssignmentFailed("t1", "alice", "s1", Priority.LOW, TIME, "node-a", "no agents");
        topics.subscribe(TicketAssigned.TOPIC, TicketAssigned.class, told::add);
        topics.subscribe(TicketAssignmentFailed.TOPIC, TicketAssignmentFailed.class, told::add);
        topics.publish(TicketAssigned.TOPIC, assigned);
        workers.runAll();
        topics.publish(TicketAssignmentFailed.TOPIC, failed);
        workers.runAll();
        assertThat(told).containsExactly(assigned, failed);
        assertThat(Json.object(link.sent.get(0)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ticketId", "t1",
                        "userId", "alice",
                        "sessionId", "s1",
                        "priority", "HIGH",
                        "time", "2026-11-22T10:00:00.123Z",
                        "nodeId", "node-a",
                        "agentId", "agent",
                        "assignedAt", "2026-11-22T10:00:01.123Z"));
    }

    @Test
    void who_ended_its_subscription_is_told_no_more_not_even_what_already_waits() {
        List<Object> told = new ArrayList<>();
        Subscription first = topics.subscribe("a", Point.class, event -> told.add("first"));
        topics.subscribe("a", Point.class, event -> told.add("second"));
        topics.publish("a", new Point(1, 2));
        first.close();
        first.close();
        workers.runAll();
        assertThat(told).containsExactly("second");
    }

    @Test
    void when_the_last_is_gone_nothing_is_left_of_a_topic() {
        try (Subscription only = topics.subscribe("a", Point.class, event -> {})) {
            assertThat(only).isNotNull();
        }
        topics.publish("a", new Point(1, 2));
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void what_cannot_be_read_is_counted_and_logged_once_a_minute_and_the_subscriber_is_not_called() {
        List<Object> told = new ArrayList<>();
        topics.subscribe("a", Point.class, told::add);
        topics.subscribe(TicketQueuePushed.TOPIC, TicketQueuePushed.class, told::add);
        try (CapturedLog log = new CapturedLog()) {
            for (String bad : List.of("", "{", "[]", "null", "{\"x\":\"secret text\",\"y\":1}")) {
                link.receive("a", bad);
            }
            link.receive(TicketQueuePushed.TOPIC, "{\"ticketId\":\"t\"}");
            workers.runAll();
            assertThat(told).isEmpty();
            assertThat(metrics.value(Count.TOPIC_PAYLOADS_REFUSED)).isEqualTo(6);
            assertThat(log.messages).hasSize(1);
            clock.advance(Duration.ofMinutes(1));
            link.receive("a", "{");
            workers.runAll();
            assertThat(log.messages).hasSize(2).last().asString().contains("not logged since the last: 5");
            assertThat(log.messages).noneMatch(text -> text.contains("secret text"));
        }
        link.receive("a", "{\"x\":3,\"y\":4}");
        workers.runAll();
        assertThat(told).containsExactly(new Point(3, 4));
    }

    @Test
    void subscribers_of_one_topic_may_read_it_as_different_types() {
        List<Object> told = new ArrayList<>();
        topics.subscribe("a", Point.class, told::add);
        topics.subscribe("a", TicketQueuePushed.class, told::add);
        topics.publish("a", new Point(1, 2));
        workers.runAll();
        assertThat(told).containsExactly(new Point(1, 2));
        assertThat(metrics.value(Count.TOPIC_PAYLOADS_REFUSED)).isEqualTo(1);
    }

    @Test
    void a_subscriber_that_fails_keeps_nobody_else_from_being_told() {
        List<Object> told = new ArrayList<>();
        topics.subscribe("a", Point.class, event -> {
            throw new IllegalStateException("told to fail");
        });
        topics.subscribe("a", Point.class, told::add);
        topics.publish("a", new Point(1, 1));
        topics.publish("a", new Point(2, 2));
        workers.runAll();
        assertThat(told).containsExactly(new Point(1, 1), new Point(2, 2));
    }

    @Test
    void events_of_a_topic_come_in_order_one_at_a_time() {
        List<Integer> told = new ArrayList<>();
        topics.subscribe("a", Point.class, event -> told.add(event.x()));
        for (int i = 0; i < 100; i++) {
            topics.publish("a", new Point(i, 0));
        }
        assertThat(workers.waiting()).as("workers that it takes").isEqualTo(1);
        workers.runAll();
        assertThat(told).hasSize(100).isSorted();
    }

    @Test
    void what_does_not_fit_is_dropped_and_counted_and_publishing_does_not_wait() {
        List<Object> told = new ArrayList<>();
        topics.subscribe("a", Point.class, told::add);
        for (int i = 0; i < 105; i++) {
            topics.publish("a", new Point(i, 0));
        }
        workers.runAll();
        assertThat(told).hasSize(100);
        assertThat(metrics.value(Count.TOPIC_EVENTS_DROPPED)).isEqualTo(5);
    }

    @Test
    void a_link_that_takes_nothing_is_told_to_the_publisher() {
        link.full = true;
        assertThat(topics.publish("a", new Point(1, 2))).isFalse();
        assertThat(metrics.value(Count.TOPIC_EVENTS_DROPPED)).isEqualTo(1);
    }

    @Test
    void names_sizes_and_numbers_have_bounds() {
        String longest = "a".repeat(Topics.MAX_NAME);
        topics.subscribe(longest, Point.class, event -> {});
        assertThatThrownBy(() -> topics.publish(longest + "a", new Point(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 128 characters");
        assertThatThrownBy(() -> topics.subscribe(" ", Point.class, event -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> topics.publish("a", "x".repeat(Topics.MAX_EVENT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 65536");
        for (int i = 0; i < Topics.MAX_SUBSCRIBED; i++) {
            topics.subscribe("full", Point.class, event -> {});
        }
        assertThatThrownBy(() -> topics.subscribe("full", Point.class, event -> {}))
                .isInstanceOf(IllegalStateException.class);
        for (int i = 2; i < Topics.MAX_SUBSCRIBED; i++) {
            topics.subscribe("t" + i, Point.class, event -> {});
        }
        assertThatThrownBy(() -> topics.subscribe("one more", Point.class, event -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    /** An event of the application's own. */
    public record Point(int x, int y) {}

    private static final class RecordedLink implements TopicLink {
        private final InMemoryTopicLink link = new InMemoryTopicLink();
        private final List<String> sent = new ArrayList<>();
        private boolean full;

        @Override
        public boolean send(String topic, String json) {
            sent.add(json);
            return !full && link.send(topic, json);
        }

        @Override
        public void onEvent(BiConsumer<String, String> receiver) {
            link.onEvent(receiver);
        }

        /** From another node. */
        void receive(String topic, String json) {
            link.send(topic, json);
        }
    }

    private static final class CapturedLog extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(Topics.class.getName());
        private final List<String> messages = new ArrayList<>();

        CapturedLog() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord entry) {
            messages.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
