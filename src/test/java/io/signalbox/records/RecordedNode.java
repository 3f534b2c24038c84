package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.delivery.Deliveries;
import io.signalbox.delivery.DeliverySettings;
import io.signalbox.delivery.Retries;
import io.signalbox.delivery.RetrySettings;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeRole;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.TestHub;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A hub that keeps records of messages, with time and the moment of writing in the test's hand. */
final class RecordedNode {
    static final WriteBehindSettings WRITER = new WriteBehindSettings(500, Duration.ofMillis(200), 1000);

    final TestHub node;
    final MessageRecordStore store;
    final MessageRecords records;
    private final WriteBehind<MessageChange> writer;
    private final ManualScheduler flushes = new ManualScheduler();
    private final MessageRecordSweeper sweeper;

    RecordedNode(MessageScope scope) {
        this(settings(scope, false), "node-a", new LinkedNodes(), null);
    }

    /** @param shared the store of another node; null: one of its own */
    RecordedNode(
            MessageRecordSettings settings,
            String id,
            LinkedNodes cluster,
            @org.jspecify.annotations.Nullable RecordedNode shared) {
        Metrics metrics = new Metrics();
        ManualClock clock = new ManualClock();
        store = shared == null ? new InMemoryMessageRecordStore(metrics, clock) : shared.store;
        writer = new WriteBehind<>(RecordKind.MESSAGE, store, WRITER, Runnable::run, metrics, clock);
        writer.start(flushes);
        NodeInfo self = new NodeInfo(id, "i", id + ".example", 8081, NodeRole.HUB, ManualClock.START);
        TestHub.Setup setup =
                new TestHub.Setup().node(id, cluster).recorder(new MessageRecording(settings, writer, self));
        node = shared == null ? setup.build() : setup.inbox(shared.node.inbox).build();
        sweeper = new MessageRecordSweeper(store, settings, Runnable::run, metrics, node.clock);
        sweeper.start(node.scheduler);
        records = new MessageRecords(store);
    }

    static MessageRecordSettings settings(MessageScope scope, boolean payload) {
        return new MessageRecordSettings(
                scope,
                payload,
                Duration.ofHours(24),
                Duration.ofDays(7),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1));
    }

    /** Deliveries with three retries, after 100, 200 and 400 ms. */
    Deliveries deliveries() {
        RetrySettings retry =
                new RetrySettings(3, Duration.ofMillis(100), Duration.ofSeconds(5), 2, 0, Set.of(), Set.of());
        return new Deliveries(
                new DeliverySettings(retry, Duration.ofMillis(500), 3, 1000),
                node.hub.sends().attempts(),
                new Retries(retry, new Random(1)),
                Runnable::run,
                node.scheduler,
                node.metrics,
                node.clock);
    }

    /** What waits is written. */
    void write() {
        flushes.advance(WRITER.maxWait());
        assertThat(writer.waiting()).isZero();
    }

    void advance(Duration time) {
        node.clock.advance(time);
        node.scheduler.advance(time);
    }

    void sweep() {
        sweeper.sweep();
    }

    List<MessageRecord> all() {
        write();
        return records.find(MessageRecordQuery.ALL);
    }

    /** The record of the only message with that id. */
    MessageRecord of(String messageId) {
        write();
        List<MessageRecord> found = records.find(MessageRecordQuery.ofMessage(messageId));
        assertThat(found).as("records of %s", messageId).hasSize(1);
        return found.get(0);
    }
}
