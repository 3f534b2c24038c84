package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.DeliveryEvent;
import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.hub.InMemoryInbox;
import io.signalbox.hub.Origin;
import io.signalbox.hub.Sent;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each reason of contract 2.11: what makes it happen, and the events that it fires. */
class FailureEventsTest {
    private static final Origin APPLICATION = Origin.application(Users.TENANT);
    /** Makes a failure of the reason happen, once. */
    private static final Map<FailureReason, Consumer<EventLog>> CAUSES = new EnumMap<>(FailureReason.class);

    static {
        CAUSES.put(FailureReason.QUEUE_FULL, FailureEventsTest::inboxFull);
        CAUSES.put(FailureReason.BROADCAST_FULL, FailureEventsTest::broadcastToSlowReader);
        CAUSES.put(FailureReason.PENDING_FULL, FailureEventsTest::tooManyDeliveries);
        CAUSES.put(FailureReason.USER_OFFLINE, FailureEventsTest::away);
        CAUSES.put(FailureReason.TIMEOUT, FailureEventsTest::pastItsDeadline);
        CAUSES.put(FailureReason.SEND_TIMEOUT, FailureEventsTest::databaseDown);
        CAUSES.put(FailureReason.ACK_TIMEOUT, FailureEventsTest::notAcknowledged);
        CAUSES.put(FailureReason.CONN_CLOSED, FailureEventsTest::closing);
        CAUSES.put(FailureReason.CONN_ERROR, FailureEventsTest::brokenSocket);
        CAUSES.put(FailureReason.CHANNEL_CLOSED, FailureEventsTest::directoryDown);
        CAUSES.put(FailureReason.VALIDATION, FailureEventsTest::noMessage);
        CAUSES.put(FailureReason.PERMISSION, FailureEventsTest::foreignNamespace);
        CAUSES.put(FailureReason.MAX_RETRY, FailureEventsTest::databaseStaysDown);
        CAUSES.put(FailureReason.UNKNOWN, FailureEventsTest::unexpected);
    }

    private final EventLog events = new EventLog();

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    @Tag("R10")
    @Tag("H40")
    void each_reason_has_a_cause_and_fires_its_event_and_the_general_one_once(FailureReason reason) {
        happens(reason);
        assertThat(events.failures()).extracting(DeliveryFailure::reason).containsExactly(reason);
        DeliveryFailure failure = events.failures().get(0);
        List<String> fired = new ArrayList<>();
        DeliveryEvents handOver = new DeliveryEvents(
                new Recorder(fired),
                Runnable::run,
                new io.signalbox.testing.ManualScheduler(),
                new io.signalbox.metrics.Metrics(),
                new ManualClock());
        handOver.tell(failure);
        if (reason == FailureReason.MAX_RETRY) {
            assertThat(fired).as("of the kind of its code").containsExactly("general", "TIMEOUT");
        } else if (reason.kind() == FailureReason.Kind.OTHER) {
            assertThat(fired).containsExactly("general");
        } else {
            assertThat(fired).containsExactly("general", reason.kind().name());
        }
    }

    @Test
    @Tag("H39")
    @Tag("R23")
    void a_slow_reader_surfaces_as_an_error_or_as_stored_and_never_as_success() {
        TestHub node = new TestHub.Setup()
                .session("outbox-messages", 16)
                .delivery(events)
                .build();
        FakeWire wire = new FakeWire();
        node.open(Users.identity("bob", "1"), wire);
        wire.hold();
        Sent typing = node.hub.sends().toUser(Users.user("bob"), typing("t"), APPLICATION);
        for (int i = 0; i < 40 && typing.succeeded(); i++) {
            assertThat(typing.online()).isEqualTo(1);
            typing = node.hub.sends().toUser(Users.user("bob"), typing("t" + i), APPLICATION);
        }
        assertThat(typing.succeeded()).isFalse();
        assertThat(typing.errors()).singleElement().asString().contains("queue_full");
        assertThat(events.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.OUTBOX_FULL);
            assertThat(failure.kind()).isEqualTo(FailureReason.Kind.QUEUE_FULL);
            assertThat(failure.kept()).isFalse();
        });
        events.clear();
        Sent text = node.hub.sends().toUser(Users.user("bob"), Frames.text("m").build(), APPLICATION);
        assertThat(text.stored()).isEqualTo(1);
        assertThat(text.online()).isZero();
        assertThat(node.waiting("bob")).hasSize(1);
        assertThat(events.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.OUTBOX_FULL);
            assertThat(failure.kept()).isTrue();
        });
    }

    @Test
    @Tag("H40")
    void what_clients_send_fails_with_the_same_events() {
        TestHub node = new TestHub.Setup().delivery(events).build();
        TestHub.Client alice = node.connect("alice", "1");
        alice.send(Frames.text("m").receiver("bob").receiverClient("phone"));
        assertThat(alice.errors()).containsExactly("user_offline");
        node.inbox.down(true);
        alice.send(Frames.tracked("bob", "t"));
        assertThat(alice.errors()).containsExactly("store_unavailable");
        assertThat(events.failures())
                .extracting(DeliveryFailure::reason)
                .containsExactly(FailureReason.USER_OFFLINE, FailureReason.SEND_TIMEOUT);
        assertThat(events.failures()).extracting(DeliveryFailure::messageId).containsExactly("m", "t");
        assertThat(events.failures()).extracting(DeliveryFailure::recipient).containsOnly(Users.user("bob"));
    }

    @Test
    @Tag("H40")
    void each_member_whose_inbox_did_not_take_a_group_message_is_told() {
        ManualClock clock = new ManualClock();
        TestHub node = new TestHub.Setup()
                .inbox(new InMemoryInbox(clock, Duration.ofDays(7), 1))
                .delivery(events)
                .build();
        TestHub.Client alice = node.connect("alice", "1", "g");
        node.connect("bob", "1", "g");
        node.connect("carol", "1", "g");
        node.hub
                .sends()
                .toUser(Users.user("bob"), Frames.text("1").requireAck(true).build(), APPLICATION);
        alice.send(Frames.text("2").groupIds(List.of("g")).requireAck(true));
        assertThat(events.failures())
                .filteredOn(failure -> failure.recipient() != null)
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.recipient()).isEqualTo(Users.user("bob"));
                    assertThat(failure.code()).isEqualTo(FailureCode.INBOX_FULL);
                });
    }

    @Test
    void what_is_delivered_fires_nothing() {
        TestHub node = new TestHub.Setup().delivery(events).build();
        TestHub.Client alice = node.connect("alice", "1");
        node.connect("bob", "1");
        alice.send(Frames.to("bob", "m"));
        alice.send(Frames.tracked("bob", "t"));
        node.hub.sends().toUser(Users.user("bob"), typing("x"), APPLICATION);
        node.hub.sends().toUser(Users.user("nobody"), typing("x"), APPLICATION);
        assertThat(events.failures()).isEmpty();
    }

    @Test
    @Tag("H32")
    @Tag("R09")
    void an_untracked_message_that_another_node_could_not_store_at_once_is_stored_when_the_database_is_back() {
        LinkedNodes nodes = new LinkedNodes();
        TestHub a = new TestHub.Setup().node("a", nodes).build();
        TestHub b = new TestHub.Setup()
                .node("b", nodes)
                .delivery(events)
                .retries(new Retries(RetriesTest.settings(Map.of()), new java.util.Random(1)))
                .build();
        TestHub.Client bob = b.connect("bob", "1");
        nodes.hold();
        a.hub.sends().toUser(Users.user("bob"), Frames.text("m").build(), APPLICATION);
        bob.disconnect();
        b.inbox.down(true);
        nodes.deliver();
        assertThat(b.inbox.appends()).isZero();
        b.inbox.down(false);
        b.scheduler.advance(Duration.ofSeconds(1));
        assertThat(b.waiting("bob")).hasSize(1);
        b.inbox.down(true);
        nodes.links("a")
                .toNode(
                        "b",
                        new io.signalbox.hub.LinkMessage.ToUser(
                                Users.user("bob"), null, Frames.to("bob", "lost"), true));
        nodes.deliver();
        events.clear();
        b.scheduler.advance(Duration.ofSeconds(5));
        assertThat(events.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.reason()).isEqualTo(FailureReason.MAX_RETRY);
            assertThat(failure.attempt()).isEqualTo(4);
        });
        assertThat(events.of(io.signalbox.hub.HubError.class)).hasSize(1);
    }

    /** Lets it happen, on a new node. */
    private void happens(FailureReason reason) {
        Objects.requireNonNull(CAUSES.get(reason)).accept(events);
    }

    private static TestHub node(EventLog events) {
        return new TestHub.Setup().delivery(events).build();
    }

    private static void inboxFull(EventLog events) {
        ManualClock clock = new ManualClock();
        TestHub node = new TestHub.Setup()
                .inbox(new InMemoryInbox(clock, Duration.ofDays(7), 1))
                .delivery(events)
                .build();
        node.hub.sends().toUser(Users.user("bob"), Frames.text("1").build(), APPLICATION);
        events.clear();
        node.hub.sends().toUser(Users.user("bob"), Frames.text("2").build(), APPLICATION);
    }

    private static void broadcastToSlowReader(EventLog events) {
        TestHub node = new TestHub.Setup()
                .session("outbox-messages", 16)
                .delivery(events)
                .build();
        FakeWire wire = new FakeWire();
        node.open(Users.identity("bob", "1"), wire);
        wire.hold();
        for (int i = 0; i < 40 && wire.closeCode() == 0; i++) {
            node.hub.sends().toApp(Users.TENANT.appId(), typing("b" + i), APPLICATION);
        }
        assertThat(events.failures().get(0).messageId()).startsWith("b");
        assertThat(events.failures().get(0).client()).isEqualTo("1");
    }

    private static void tooManyDeliveries(EventLog events) {
        TestHub node = node(events);
        node.connect("bob", "1");
        Deliveries deliveries = DeliveryFixture.on(node, Map.of(), 1);
        deliveries.sendAcknowledged(Users.user("bob"), Frames.text("1").build(), APPLICATION);
        deliveries.sendAcknowledged(Users.user("bob"), Frames.text("2").build(), APPLICATION);
    }

    private static void away(EventLog events) {
        TestHub node = node(events);
        node.hub.sends().toUser(Users.user("bob"), Frames.text("m").build(), APPLICATION);
        assertThat(events.failures().get(0).kept()).isTrue();
    }

    private static void pastItsDeadline(EventLog events) {
        TestHub node = node(events);
        Message late =
                Frames.text("m").deadline(ManualClock.START.minusMillis(1)).build();
        DeliveryFixture.on(node, Map.of(), 1).send(Users.user("bob"), late, APPLICATION);
    }

    private static void databaseDown(EventLog events) {
        TestHub node = node(events);
        node.inbox.down(true);
        node.hub.sends().toUser(Users.user("bob"), Frames.text("m").build(), APPLICATION);
    }

    private static void databaseStaysDown(EventLog events) {
        TestHub node = node(events);
        node.inbox.down(true);
        DeliveryFixture.on(node, Map.of(), 1)
                .send(Users.user("bob"), Frames.text("m").build(), APPLICATION);
        node.scheduler.advance(Duration.ofSeconds(5));
    }

    private static void notAcknowledged(EventLog events) {
        TestHub node = node(events);
        node.connect("bob", "1");
        DeliveryFixture.on(node, Map.of(), 1)
                .sendAcknowledged(Users.user("bob"), Frames.text("m").build(), APPLICATION);
        node.scheduler.advance(Duration.ofSeconds(10));
    }

    private static void closing(EventLog events) {
        TestHub node = node(events);
        node.connect("bob", "1").session.close(io.signalbox.protocol.CloseCode.GOING_AWAY);
        Message message = Frames.text("m").skipDatabaseStorage(true).build();
        assertThat(node.hub
                        .sends()
                        .toUser(Users.user("bob"), message, APPLICATION)
                        .succeeded())
                .isFalse();
    }

    private static void brokenSocket(EventLog events) {
        TestHub node = node(events);
        TestHub.Client bob = node.connect("bob", "1");
        bob.wire.abort();
    }

    private static void directoryDown(EventLog events) {
        LinkedNodes nodes = new LinkedNodes();
        nodes.links("b").onMessage(message -> {});
        TestHub node = new TestHub.Setup().node("a", nodes).delivery(events).build();
        nodes.directoryDown(true);
        assertThat(node.hub
                        .sends()
                        .toUser(Users.user("bob"), Frames.text("m").build(), APPLICATION)
                        .succeeded())
                .isFalse();
    }

    private static void noMessage(EventLog events) {
        TestHub node = node(events);
        node.connect("alice", "1").send("[]");
    }

    private static void foreignNamespace(EventLog events) {
        TestHub node = node(events);
        node.connect("alice", "1").send(Frames.text("m").namespace("theirs"));
    }

    private static void unexpected(EventLog events) {
        TestHub node = node(events);
        node.inbox.beforeAppend(() -> {
            throw new IllegalStateException("planted");
        });
        DeliveryFixture.on(node, Map.of(), 1)
                .send(Users.user("bob"), Frames.text("m").build(), APPLICATION);
    }

    private static Message typing(String id) {
        return Message.builder(MessageType.TYPING).messageId(id).build();
    }

    /** Writes down what it is told as. */
    private record Recorder(List<String> fired) implements DeliveryEvents.Observers {
        @Override
        public boolean wants(Class<? extends DeliveryEvent> kind) {
            return true;
        }

        @Override
        public void general(DeliveryEvent event) {
            fired.add("general");
        }

        @Override
        public void specific(DeliveryFailure failure) {
            if (DeliveryObservers.qualifier(failure.kind()) != null) {
                fired.add(failure.kind().name());
            }
        }
    }
}
