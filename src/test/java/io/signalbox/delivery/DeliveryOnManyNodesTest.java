package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.FailureReason;
import io.signalbox.hub.InMemoryInbox;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.Origin;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same deliveries on three nodes at the same time, as when each of them goes through what timed out: one wins, or
 * rather none has to, since an inbox keeps one entry of a message.
 */
@Tag("H28")
@Tag("R18")
class DeliveryOnManyNodesTest {
    private static final int MESSAGES = 50;
    private static final Origin APPLICATION = Origin.application(Users.TENANT);
    private static final AckOptions ACK = new AckOptions(Duration.ofSeconds(30), 0);

    private final LinkedNodes cluster = new LinkedNodes();
    private final Inbox inbox = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 10_000);
    private final List<TestHub> nodes = IntStream.range(0, 3)
            .mapToObj(i -> new TestHub.Setup()
                    .node("node-" + i, cluster)
                    .inbox(inbox)
                    .session("outbox-messages", 1024)
                    .build())
            .toList();
    private final List<Deliveries> deliveries = nodes.stream()
            .map(node -> DeliveryFixture.on(node, Map.of("retry-jitter-percent", "0", "max-retries", "0"), 100_000))
            .toList();

    @Test
    void what_times_out_on_three_nodes_at_once_is_an_ack_timeout_on_each_and_waits_once() throws Exception {
        TestHub.Client bob = nodes.get(2).connect("bob", "silent");
        List<List<Delivery>> begun = onEachNode();
        assertThat(begun)
                .allSatisfy(all -> assertThat(all).extracting(Delivery::state).containsOnly(DeliveryState.PENDING));
        Concurrently.run(3, thread -> {
            nodes.get(thread).clock.advance(Duration.ofSeconds(30));
            nodes.get(thread).scheduler.advance(Duration.ofSeconds(30));
        });
        assertThat(begun)
                .allSatisfy(all -> assertThat(all).allSatisfy(delivery -> {
                    DeliveryResult result = DeliveryFixture.result(delivery);
                    assertThat(result.state()).isEqualTo(DeliveryState.TIMEOUT);
                    assertThat(result.reason()).isEqualTo(FailureReason.ACK_TIMEOUT);
                    assertThat(result.stored()).isTrue();
                }));
        assertOnceEach(bob.contents());
        bob.disconnect();
        assertComesOnce();
    }

    @Test
    void what_is_delivered_on_three_nodes_to_one_who_is_away_is_stored_once() throws Exception {
        onEachNode().forEach(all -> assertThat(all).extracting(Delivery::state).containsOnly(DeliveryState.STORED));
        assertComesOnce();
    }

    @Test
    void what_one_node_gave_up_and_another_has_acknowledged_does_not_come_back() throws Exception {
        TestHub.Client bob = nodes.get(1).connect("bob", "b1");
        List<List<Delivery>> begun = onEachNode();
        nodes.get(0).clock.advance(Duration.ofSeconds(30));
        nodes.get(0).scheduler.advance(Duration.ofSeconds(30));
        assertThat(begun.get(0)).extracting(Delivery::state).containsOnly(DeliveryState.TIMEOUT);
        nodes.get(0).waiting("bob").forEach(entry -> bob.send(Frames.ack("", entry.seq())));
        assertThat(nodes.get(0).waiting("bob")).isEmpty();
        bob.disconnect();
        TestHub.Client again = nodes.get(2).open(Users.identity("bob", "again"), new FakeWire());
        assertThat(again.contents()).containsExactly("bob");
    }

    /** Each node delivers every message, all nodes at once. */
    private List<List<Delivery>> onEachNode() throws Exception {
        List<List<Delivery>> begun = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            begun.add(new ArrayList<>());
        }
        Concurrently.run(3, thread -> {
            for (int i = 0; i < MESSAGES; i++) {
                begun.get(thread)
                        .add(deliveries
                                .get(thread)
                                .sendAcknowledged(
                                        Users.user("bob"), Frames.text("m" + i).build(), APPLICATION, ACK));
            }
        });
        return begun;
    }

    private void assertComesOnce() {
        assertThat(nodes.get(0).waiting("bob")).hasSize(MESSAGES);
        TestHub.Client again = nodes.get(1).open(Users.identity("bob", "again"), new FakeWire());
        List<String> contents = new ArrayList<>(again.contents());
        assertThat(contents.remove(0)).isEqualTo("bob");
        assertOnceEach(contents);
    }

    private static void assertOnceEach(List<String> contents) {
        assertThat(contents)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList());
    }
}
