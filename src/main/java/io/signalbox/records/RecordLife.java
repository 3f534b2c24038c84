package io.signalbox.records;

import io.signalbox.node.NodeScheduler;
import java.time.Duration;

/** Begins to write records when the node starts, and writes what waits when it stops. */
public final class RecordLife {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final WriteBehind<MessageChange> messages;
    private final MessageRecordSweeper messageSweeper;
    private final ConnectionRecording connections;

    RecordLife(
            WriteBehind<MessageChange> messages, MessageRecordSweeper messageSweeper, ConnectionRecording connections) {
        this.messages = messages;
        this.messageSweeper = messageSweeper;
        this.connections = connections;
    }

    /** When the schema is there and this node is in the cluster. Once. */
    public void start(NodeScheduler scheduler) {
        messages.start(scheduler);
        // Also when nothing is recorded any more: what was, is removed in its time.
        messageSweeper.start(scheduler);
        connections.start(scheduler);
    }

    /** When nobody is connected any more. Blocks, for at most five seconds for each kind of records. */
    public void stop() throws InterruptedException {
        connections.stop(DEADLINE);
        messages.stop(DEADLINE);
    }
}
