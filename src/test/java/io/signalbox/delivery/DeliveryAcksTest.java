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
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits for the acknowledgement of a device, with time in the test's hand. */
class DeliveryAcksTest extends DeliveryFixture {
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
    void options_out_of_range_are_refused() {
        assertThatThrownBy(() -> new AckOptions(Duration.ZERO, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AckOptions(Duration.ofMinutes(6), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AckOptions(Duration.ofSeconds(1), 16))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
