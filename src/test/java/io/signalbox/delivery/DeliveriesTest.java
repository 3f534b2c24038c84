package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.hub.InMemoryInbox;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.LinkMessage;
import io.signalbox.hub.Origin;
import io.signalbox.metrics.Count;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries and waits for acknowledgements, with time in the test's hand. */
class DeliveriesTest {
    private static final Origin APPLICATION = Origin.application(Users.TENANT);
    private static final AckOptions ACK = new AckOptions(Duration.ofMillis(500), 3);

    private final EventLog events = new EventLog();
    private final TestHub node = new TestHub.Setup().delivery(events).build();
    private final Deliveries deliveries = on(node, Map.of("retry-jitter-percent", "0"), 100_000);

    @Test
    @Tag("R01")
    void what_a_device_acknowledges_is_confirmed() {
        TestHub.Client bob = node.connect("bob", "1");
        Delivery delivery = acknowledged("m");
        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(bob.contents()).containsExactly("m");
        node.clock.advance(Duration.ofMillis(40));
        bob.send(Frames.ack("m", 0));
        assertThat(delivery.state()).isEqualTo(DeliveryState.CONFIRMED);
        DeliveryResult result = result(delivery);
        assertThat(result.succeeded()).isTrue();
        assertThat(result.stored()).isTrue();
        assertThat(result.attempts())
                .containsExactly(new AttemptRecord(1, ManualClock.START, Duration.ofMillis(40), null));
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(events.failures()).isEmpty();
        assertNothingLeft();
    }

    @Test
    @Tag("R02")
    @Tag("H37")
    void without_an_acknowledgement_it_is_handed_out_again_with_growing_pauses_and_then_times_out() {
        TestHub.Client bob = node.connect("bob", "1");
        Delivery delivery = acknowledged("m");
        String first = bob.received().get(0);
        long last = 0;
        List<Long> intervals = new ArrayList<>();
        for (long now = 0; now < 10_000; now += 10) {
            for (String again : bob.received()) {
                assertThat(Json.text(again, "message_id")).isEqualTo("m");
                assertThat(Json.object(again).get("seq"))
                        .isEqualTo(Json.object(first).get("seq"));
                intervals.add(now - last);
                last = now;
            }
            advance(Duration.ofMillis(10));
        }
        assertThat(intervals).containsExactly(600L, 700L, 900L);
        DeliveryResult result = result(delivery);
        assertThat(result.state()).isEqualTo(DeliveryState.TIMEOUT);
        assertThat(result.reason()).isEqualTo(FailureReason.ACK_TIMEOUT);
        assertThat(result.code()).isEqualTo(FailureCode.ACK_TIMEOUT_AFTER_RETRIES);
        assertThat(result.attempts()).hasSize(4).allMatch(attempt -> attempt.code() != null);
        assertThat(result.stored()).isTrue();
        assertThat(node.waiting("bob")).hasSize(1);
        assertThat(node.inbox.appends()).isEqualTo(1);
        assertThat(events.failures()).singleElement().matches(DeliveryFailure::kept);
        assertNothingLeft();
    }

    @Test
    @Tag("H37")
    void each_call_has_its_own_timeout_and_retries() {
        TestHub.Client bob = node.connect("bob", "1");
        Delivery once = deliveries.sendAcknowledged(
                Users.user("bob"), text("once").build(), APPLICATION, new AckOptions(Duration.ofSeconds(2), 0));
        Delivery twice = deliveries.sendAcknowledged(
                Users.user("bob"), text("twice").build(), APPLICATION, new AckOptions(Duration.ofMillis(50), 1));
        bob.received();
        advance(Duration.ofMillis(150));
        assertThat(bob.contents()).containsExactly("twice");
        advance(Duration.ofMillis(50));
        assertThat(twice.state()).isEqualTo(DeliveryState.TIMEOUT);
        advance(Duration.ofMillis(1799));
        assertThat(once.state()).isEqualTo(DeliveryState.PENDING);
        advance(Duration.ofMillis(1));
        assertThat(once.state()).isEqualTo(DeliveryState.TIMEOUT);
        assertThat(result(once).code()).isEqualTo(FailureCode.ACK_TIMEOUT);
        assertThat(bob.received()).isEmpty();
    }

    @Test
    @Tag("R03")
    void a_second_and_a_late_acknowledgement_change_nothing() {
        TestHub.Client bob = node.connect("bob", "1");
        Delivery confirmed = acknowledged("m1");
        bob.send(Frames.ack("m1", 0));
        bob.send(Frames.ack("m1", 0));
        assertThat(confirmed.state()).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(node.metrics.value(Count.DELIVERY_ACKS_LATE)).isZero();
        Delivery late = acknowledged("m2");
        advance(Duration.ofSeconds(10));
        bob.send(Frames.ack("m2", 0));
        assertThat(late.state()).isEqualTo(DeliveryState.TIMEOUT);
        assertThat(node.metrics.value(Count.DELIVERY_ACKS_LATE)).isEqualTo(1);
        assertThat(node.waiting("bob")).isEmpty();
    }

    @Test
    @Tag("R04")
    @Tag("H35")
    void only_the_addressed_user_can_confirm() {
        TestHub.Client bob = node.connect("bob", "1");
        TestHub.Client eve = node.connect("eve", "1");
        Delivery delivery = acknowledged("m");
        eve.send(Frames.ack("m", 1));
        eve.send(Frames.ack("m", 0));
        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        // Nor by naming the node that waits: that is the hub's to say.
        eve.send(text("m").receiver("eve").requireAck(true).receiverNode("node-a"));
        eve.send(Frames.ack("m", 0));
        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        bob.send(Frames.ack("m", 0));
        assertThat(delivery.state()).isEqualTo(DeliveryState.CONFIRMED);
    }

    @Test
    @Tag("R01")
    void an_acknowledgement_may_come_while_the_message_is_still_being_sent() {
        LinkedNodes nodes = new LinkedNodes();
        TestHub a = new TestHub.Setup().node("a", nodes).build();
        Deliveries onA = on(a, Map.of(), 10);
        nodes.links("b").onMessage(message -> {
            if (message instanceof LinkMessage.ToInbox) {
                nodes.links("b")
                        .toNode(
                                "a",
                                new LinkMessage.Acknowledged(Users.user("bob"), Origin.SYSTEM, Frames.ack("m", 0)));
            }
        });
        nodes.directory("b").arrived(Users.user("bob"));
        Delivery delivery = onA.sendAcknowledged(Users.user("bob"), text("m").build(), APPLICATION, ACK);
        DeliveryResult result = result(delivery);
        assertThat(result.state()).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(result.stored()).isTrue();
        assertThat(onA.pending()).isZero();
        a.scheduler.advance(Duration.ofMinutes(1));
        assertThat(nodes.sent()).noneMatch(LinkMessage.Again.class::isInstance);
    }

    @Test
    @Tag("H36")
    @Tag("R12")
    void for_somebody_who_is_away_it_is_stored_and_not_confirmed() {
        Delivery delivery = acknowledged("m");
        DeliveryResult result = result(delivery);
        assertThat(result.state()).isEqualTo(DeliveryState.STORED);
        assertThat(result.succeeded()).isTrue();
        assertThat(node.waiting("bob")).hasSize(1);
        TestHub.Client bob = node.connect("bob", "1");
        bob.send(Frames.ack("m", 0));
        assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
        assertNothingLeft();
    }

    @Test
    @Tag("H36")
    void who_leaves_before_acknowledging_has_it_stored() {
        TestHub.Client bob = node.connect("bob", "1");
        Delivery delivery = acknowledged("m");
        bob.disconnect();
        advance(Duration.ofSeconds(1));
        assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
        assertThat(node.waiting("bob")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    @Tag("R05")
    @Tag("H34")
    void the_acknowledgement_reaches_the_node_that_waits_from_whatever_node_it_comes(String at) {
        LinkedNodes nodes = new LinkedNodes();
        Inbox inbox = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 10_000);
        TestHub a = new TestHub.Setup().node("a", nodes).inbox(inbox).build();
        TestHub b = new TestHub.Setup().node("b", nodes).inbox(inbox).build();
        TestHub c = new TestHub.Setup().node("c", nodes).inbox(inbox).build();
        Deliveries onA = on(a, Map.of(), 100);
        Deliveries onB = on(b, Map.of(), 100);
        TestHub home = at.equals("a") ? a : at.equals("b") ? b : c;
        TestHub.Client bob = home.connect("bob", "1");
        Origin alice = Origin.user(Users.user("alice"), "Alice", io.signalbox.identity.UserType.CUSTOMER);
        for (Origin from : List.of(APPLICATION, alice)) {
            String id = from.user().userId();
            Delivery delivery = onA.sendAcknowledged(Users.user("bob"), text(id).build(), from, ACK);
            assertThat(bob.contents()).containsExactly(id);
            a.scheduler.advance(Duration.ofSeconds(1));
            assertThat(bob.contents()).as("handed out again on node %s", at).containsExactly(id);
            assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
            bob.send(Frames.ack(id, 0));
            assertThat(delivery.state()).isEqualTo(DeliveryState.CONFIRMED);
        }
        assertThat(onA.pending()).isZero();
        assertThat(onB.pending()).isZero();
        assertThat(nodes.sent().stream().filter(LinkMessage.Acknowledged.class::isInstance))
                .hasSize(at.equals("a") ? 0 : 2);
    }

    @Test
    @Tag("R09")
    void a_database_that_comes_back_gets_the_message_once() {
        node.inbox.down(true);
        Delivery delivery = acknowledged("m");
        advance(Duration.ofMillis(150));
        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        node.inbox.down(false);
        advance(Duration.ofMillis(150));
        DeliveryResult result = result(delivery);
        assertThat(result.state()).isEqualTo(DeliveryState.STORED);
        assertThat(result.attempts())
                .extracting(AttemptRecord::code)
                .containsExactly(FailureCode.STORE_UNAVAILABLE, FailureCode.STORE_UNAVAILABLE, null);
        assertThat(node.waiting("bob")).hasSize(1);
    }

    @Test
    @Tag("R07")
    @Tag("R09")
    void a_database_that_stays_away_is_tried_four_times_at_the_times_of_the_policy() {
        node.inbox.down(true);
        List<Long> tries = new ArrayList<>();
        node.inbox.beforeAppend(() -> tries.add(
                Duration.between(ManualClock.START, node.clock.instant()).toMillis()));
        Delivery delivery = deliveries.send(Users.user("bob"), text("m").build(), APPLICATION);
        for (int i = 0; i < 100; i++) {
            advance(Duration.ofMillis(10));
        }
        assertThat(tries).containsExactly(0L, 100L, 300L, 700L);
        DeliveryResult result = result(delivery);
        assertThat(result.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(result.reason()).isEqualTo(FailureReason.MAX_RETRY);
        assertThat(result.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
        assertThat(result.stored()).isFalse();
        DeliveryFailure failure = events.failures().get(0);
        assertThat(events.failures()).hasSize(1);
        assertThat(failure.kind()).isEqualTo(FailureReason.Kind.TIMEOUT);
        assertThat(failure.attempt()).isEqualTo(4);
        assertNothingLeft();
    }

    @Test
    @Tag("R09")
    @Tag("R12")
    void what_no_try_delivered_waits_in_the_inbox_once_and_under_its_id() {
        LinkedNodes nodes = new LinkedNodes();
        nodes.links("b").onMessage(message -> {});
        TestHub a = new TestHub.Setup().node("a", nodes).delivery(events).build();
        Deliveries onA = on(a, Map.of("retry-jitter-percent", "0"), 10);
        TestHub.Client bob = a.connect("bob", "1");
        nodes.directoryDown(true);
        Delivery delivery = onA.send(Users.user("bob"), text("m").build(), APPLICATION);
        a.scheduler.advance(Duration.ofSeconds(5));
        DeliveryResult result = result(delivery);
        assertThat(result.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(result.reason()).isEqualTo(FailureReason.MAX_RETRY);
        assertThat(result.code()).isEqualTo(FailureCode.CLUSTER_UNAVAILABLE);
        assertThat(result.stored()).isTrue();
        assertThat(a.inbox.appends()).isEqualTo(1);
        assertThat(bob.contents()).as("from the inbox, once").containsExactly("m");
        assertThat(events.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.kept()).isTrue();
            assertThat(failure.messageId()).isEqualTo("m");
        });
    }

    @Test
    void a_deadline_ends_the_tries() {
        node.inbox.down(true);
        Delivery delivery = deliveries.send(
                Users.user("bob"), text("m").requireAck(true).ttlMs(250).build(), APPLICATION);
        advance(Duration.ofMillis(100));
        assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(result(delivery).code()).isEqualTo(FailureCode.EXPIRED);
        assertThat(result(delivery).reason()).isEqualTo(FailureReason.TIMEOUT);
        assertThat(result(delivery).attempts()).hasSize(2);
        assertNothingLeft();
    }

    @Test
    void a_deadline_ends_the_wait_for_an_acknowledgement() {
        node.connect("bob", "1");
        Delivery delivery = deliveries.sendAcknowledged(
                Users.user("bob"),
                text("m").deadline(ManualClock.START.plusMillis(200)).build(),
                APPLICATION,
                ACK);
        advance(Duration.ofMillis(199));
        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        advance(Duration.ofMillis(1));
        assertThat(delivery.state()).isEqualTo(DeliveryState.TIMEOUT);
        assertThat(result(delivery).code()).isEqualTo(FailureCode.EXPIRED);
    }

    @Test
    void cancelling_stops_at_once_and_is_no_failure_to_tell() {
        node.inbox.down(true);
        Delivery delivery = acknowledged("m");
        assertThat(delivery.cancel()).isTrue();
        assertThat(delivery.cancel()).isFalse();
        assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(result(delivery).code()).isEqualTo(FailureCode.CANCELLED);
        node.inbox.down(false);
        advance(Duration.ofMinutes(1));
        assertThat(node.inbox.appends()).isZero();
        assertThat(events.failures()).isEmpty();
        assertNothingLeft();
    }

    @Test
    @Tag("H38")
    @Tag("R06")
    void nothing_is_left_of_ten_thousand_that_are_cancelled_confirmed_and_timed_out() {
        TestHub.Client bob = node.connect("bob", "1");
        int tasks = node.scheduler.waiting();
        Random random = new Random(7);
        List<Delivery> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            Delivery delivery = deliveries.sendAcknowledged(
                    Users.user("bob"), text("m" + i).build(), APPLICATION, new AckOptions(Duration.ofSeconds(1), 0));
            all.add(delivery);
            switch (random.nextInt(3)) {
                case 0 -> delivery.cancel();
                case 1 -> bob.send(Frames.ack("m" + i, 0));
                default -> {
                    // left to its timeout
                }
            }
        }
        assertThat(deliveries.pending()).isBetween(2500, 4200);
        advance(Duration.ofSeconds(1));
        assertThat(deliveries.pending()).isZero();
        assertThat(deliveries.awaited()).isZero();
        assertThat(node.scheduler.waiting()).isEqualTo(tasks);
        assertThat(all).allMatch(delivery -> delivery.state() != DeliveryState.PENDING);
    }

    @Test
    @Tag("R06")
    void beyond_the_bound_it_fails_at_once() {
        Deliveries few = on(node, Map.of(), 2);
        node.connect("bob", "1");
        Delivery one = few.sendAcknowledged(Users.user("bob"), text("1").build(), APPLICATION, ACK);
        few.sendAcknowledged(Users.user("bob"), text("2").build(), APPLICATION, ACK);
        Delivery three = few.sendAcknowledged(Users.user("bob"), text("3").build(), APPLICATION, ACK);
        assertThat(result(three).reason()).isEqualTo(FailureReason.PENDING_FULL);
        assertThat(few.pending()).isEqualTo(2);
        one.cancel();
        assertThat(few.sendAcknowledged(Users.user("bob"), text("4").build(), APPLICATION, ACK)
                        .state())
                .isEqualTo(DeliveryState.PENDING);
    }

    @Test
    void the_same_message_id_once_more_is_the_delivery_under_way() {
        TestHub.Client bob = node.connect("bob", "1");
        Delivery first = acknowledged("m");
        assertThat(acknowledged("m")).isSameAs(first);
        assertThat(bob.contents()).containsExactly("m");
        assertThat(deliveries.pending()).isEqualTo(1);
    }

    @Test
    @Tag("H39")
    void a_full_outbox_fails_what_cannot_be_stored_after_the_retries() {
        TestHub slow = new TestHub.Setup()
                .session("outbox-messages", 16)
                .delivery(events)
                .build();
        Deliveries onSlow = on(slow, Map.of("retry-jitter-percent", "0"), 100);
        FakeWire wire = new FakeWire();
        slow.open(Users.identity("bob", "1"), wire);
        wire.hold();
        Delivery delivery = null;
        for (int i = 0; i < 40 && wire.closeCode() == 0; i++) {
            delivery = onSlow.send(
                    Users.user("bob"),
                    Message.builder(MessageType.TYPING).messageId("t" + i).build(),
                    APPLICATION);
        }
        assertThat(wire.closeCode()).isEqualTo(4001);
        Delivery failed = Objects.requireNonNull(delivery);
        assertThat(failed.state()).isEqualTo(DeliveryState.PENDING);
        slow.clock.advance(Duration.ofSeconds(2));
        slow.scheduler.advance(Duration.ofSeconds(2));
        DeliveryResult result = result(failed);
        assertThat(result.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(result.code()).isEqualTo(FailureCode.OUTBOX_FULL);
        assertThat(events.failures())
                .filteredOn(failure -> failure.kind() == FailureReason.Kind.QUEUE_FULL)
                .hasSize(1);
    }

    @Test
    void tries_run_on_strands_and_results_on_workers() {
        QueuedExecutor strands = new QueuedExecutor();
        QueuedExecutor workers = new QueuedExecutor();
        TestHub queued = new TestHub.Setup().executor(strands).build();
        Deliveries onQueued = new Deliveries(
                settings(Map.of(), 10),
                queued.hub.sends().attempts(),
                new Retries(RetriesTest.settings(Map.of()), new Random(1)),
                workers,
                queued.scheduler,
                queued.metrics,
                queued.clock);
        Delivery delivery = onQueued.send(Users.user("bob"), text("m").build(), APPLICATION);
        assertThat(queued.inbox.appends()).isZero();
        strands.runAll();
        assertThat(queued.inbox.appends()).isEqualTo(1);
        assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
        assertThat(delivery.result().toCompletableFuture()).isNotDone();
        workers.runAll();
        assertThat(result(delivery).state()).isEqualTo(DeliveryState.STORED);
    }

    @Test
    void a_strand_without_room_is_tried_again() {
        QueuedExecutor strands = new QueuedExecutor();
        TestHub queued = new TestHub.Setup().executor(strands).build();
        Deliveries onQueued = on(queued, Map.of(), 10);
        strands.reject(true);
        Delivery delivery = onQueued.send(Users.user("bob"), text("m").build(), APPLICATION);
        strands.reject(false);
        queued.scheduler.advance(Duration.ofSeconds(1));
        strands.runAll();
        assertThat(delivery.state()).isEqualTo(DeliveryState.STORED);
        assertThat(result(delivery).attempts()).extracting(AttemptRecord::code).containsExactly(FailureCode.BUSY, null);
    }

    @Test
    void what_a_result_listener_does_cannot_reach_the_hub() {
        TestHub.Client bob = node.connect("bob", "1");
        Delivery delivery = acknowledged("m");
        delivery.result().toCompletableFuture().complete(null);
        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        bob.send(Frames.ack("m", 0));
        assertThat(result(delivery).state()).isEqualTo(DeliveryState.CONFIRMED);
    }

    @Test
    void options_out_of_range_are_refused() {
        assertThatThrownBy(() -> new AckOptions(Duration.ZERO, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AckOptions(Duration.ofMinutes(6), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AckOptions(Duration.ofSeconds(1), 16))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Delivery acknowledged(String id) {
        return deliveries.sendAcknowledged(Users.user("bob"), text(id).build(), APPLICATION, ACK);
    }

    private void advance(Duration time) {
        node.clock.advance(time);
        node.scheduler.advance(time);
    }

    private void assertNothingLeft() {
        assertThat(deliveries.pending()).isZero();
        assertThat(deliveries.awaited()).isZero();
    }

    private static MessageBuilder text(String id) {
        return Frames.text(id);
    }

    private static DeliveryResult result(Delivery delivery) {
        return delivery.result().toCompletableFuture().join();
    }

    static Deliveries on(TestHub node, Map<String, String> retry, int maxPending) {
        return new Deliveries(
                settings(retry, maxPending),
                node.hub.sends().attempts(),
                new Retries(RetriesTest.settings(retry), new Random(1)),
                Runnable::run,
                node.scheduler,
                node.metrics,
                node.clock);
    }

    private static DeliverySettings settings(Map<String, String> retry, int maxPending) {
        return new DeliverySettings(RetriesTest.settings(retry), Duration.ofMillis(500), 3, maxPending);
    }
}
