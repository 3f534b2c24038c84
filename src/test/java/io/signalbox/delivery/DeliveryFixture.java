package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.Origin;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.testing.Frames;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** One node whose user bob gets deliveries, with time in the test's hand. */
abstract class DeliveryFixture {
    static final Origin APPLICATION = Origin.application(Users.TENANT);
    static final AckOptions ACK = new AckOptions(Duration.ofMillis(500), 3);

    final EventLog events = new EventLog();
    final TestHub node = new TestHub.Setup().delivery(events).build();
    final Deliveries deliveries = on(node, Map.of("retry-jitter-percent", "0"), 100_000);

    Delivery acknowledged(String id) {
        return deliveries.sendAcknowledged(Users.user("bob"), text(id).build(), APPLICATION, ACK);
    }

    void advance(Duration time) {
        node.clock.advance(time);
        node.scheduler.advance(time);
    }

    void assertNothingLeft() {
        assertThat(deliveries.pending()).isZero();
        assertThat(deliveries.awaited()).isZero();
    }

    static MessageBuilder text(String id) {
        return Frames.text(id);
    }

    static DeliveryResult result(Delivery delivery) {
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

    static DeliverySettings settings(Map<String, String> retry, int maxPending) {
        return new DeliverySettings(RetriesTest.settings(retry), Duration.ofMillis(500), 3, maxPending);
    }
}
