package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.hub.LinkMessage;
import io.signalbox.testing.Frames;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds of every delivery: bounds, threads, and an end. */
class DeliveriesTest extends DeliveryFixture {
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
        assertThat(few.sendAcknowledged(Users.user("bob"), text("1").build(), APPLICATION, ACK))
                .as("under way, so it needs no room")
                .isSameAs(one);
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
    void what_a_result_listener_does_cannot_reach_the_hub() {
        TestHub.Client bob = node.connect("bob", "1");
        Delivery delivery = acknowledged("m");
        delivery.result().toCompletableFuture().complete(null);
        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        bob.send(Frames.ack("m", 0));
        assertThat(result(delivery).state()).isEqualTo(DeliveryState.CONFIRMED);
    }

    @Test
    void an_error_while_it_is_sent_ends_it_and_is_logged() {
        node.inbox.beforeAppend(DeliveriesTest::fail);
        DeliveryResult result = result(acknowledged("m"));
        assertThat(result.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(result.code()).isEqualTo(FailureCode.UNKNOWN);
        assertNothingLeft();
    }

    @Test
    void an_error_while_what_failed_is_kept_ends_it_too() {
        LinkedNodes nodes = new LinkedNodes();
        nodes.links("b").onMessage(message -> {});
        TestHub a = new TestHub.Setup().node("a", nodes).build();
        Deliveries onA = on(a, Map.of(), 10);
        nodes.directoryDown(true);
        a.inbox.beforeAppend(DeliveriesTest::fail);
        Delivery delivery = onA.send(Users.user("bob"), text("m").build(), APPLICATION);
        a.scheduler.advance(Duration.ofSeconds(5));
        assertThat(result(delivery).code()).isEqualTo(FailureCode.CLUSTER_UNAVAILABLE);
        assertThat(result(delivery).stored()).isFalse();
        assertThat(onA.pending()).isZero();
    }

    @Test
    void an_error_while_it_is_handed_out_again_leaves_the_wait_bounded() {
        LinkedNodes nodes = new LinkedNodes();
        nodes.links("b").onMessage(message -> {});
        TestHub a = new TestHub.Setup().node("a", nodes).build();
        Deliveries onA = on(a, Map.of(), 10);
        nodes.directory("b").arrived(Users.user("bob"));
        nodes.lose(message -> {
            if (message instanceof LinkMessage.Again) {
                fail();
            }
            return false;
        });
        Delivery delivery = onA.sendAcknowledged(Users.user("bob"), text("m").build(), APPLICATION, ACK);
        for (int i = 0; i < 10; i++) {
            a.clock.advance(Duration.ofSeconds(1));
            a.scheduler.advance(Duration.ofSeconds(1));
        }
        assertThat(result(delivery).code()).isEqualTo(FailureCode.ACK_TIMEOUT_AFTER_RETRIES);
        assertThat(onA.pending()).isZero();
    }

    private static void fail() {
        throw new NoClassDefFoundError("planted");
    }
}
