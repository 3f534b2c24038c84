package io.signalbox.records;

import io.signalbox.hub.ConnectionListener;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Membership;
import io.signalbox.node.MonotonicClock;
import io.signalbox.node.NodeScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The recording of connections of this node, from its start to its stop. Where it is off nothing is recorded, and what
 * was is cleaned all the same: records are personal data, and their time runs out.
 */
public final class ConnectionRecording {
    private final Membership membership;
    private final ConnectionSweep sweep;
    private final @Nullable WriteBehind<ConnectionState> writer;
    private final @Nullable ConnectionRecorder recorder;

    /** @param workers where the store is called; may block */
    ConnectionRecording(
            RecordSettings settings,
            ConnectionStore store,
            Membership membership,
            Executor workers,
            Metrics metrics,
            MonotonicClock time,
            Clock clock) {
        ConnectionRecordSettings connections = settings.connections();
        this.membership = membership;
        this.sweep = new ConnectionSweep(store, membership, connections, workers, clock);
        if (connections.on()) {
            writer = new WriteBehind<>(RecordKind.CONNECTION, store::write, settings.writer(), workers, metrics, clock);
            int room = Math.max(1, settings.writer().queue() / 2);
            recorder = new ConnectionRecorder(membership.self(), writer, room, connections.interval(), time, clock);
        } else {
            writer = null;
            recorder = null;
        }
    }

    /** Whom the hub tells of connections. */
    ConnectionListener listener() {
        return recorder == null ? ConnectionListener.NONE : recorder;
    }

    /** Begins to write and to clean, when the schema is there and this node is in the cluster. Once. */
    public void start(NodeScheduler scheduler) {
        if (writer != null && recorder != null) {
            writer.start(scheduler);
            recorder.start(scheduler);
            membership.onChange(recorder::tellAgain);
        }
        sweep.start(scheduler);
    }

    /** Writes what is left, when the connections are gone. Blocks until {@code deadline} is over at most. */
    public void stop(Duration deadline) throws InterruptedException {
        if (writer != null && recorder != null) {
            recorder.finish();
            writer.stop(deadline);
        }
    }
}
