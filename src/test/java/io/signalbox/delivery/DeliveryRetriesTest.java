package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.FakeWire;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tries again what failed, with time in the test's hand. */
class DeliveryRetriesTest extends DeliveryFixture {
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
}
