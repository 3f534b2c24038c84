package io.signalbox.records;

import io.signalbox.hub.MessageRecorder;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the beans of this package. */
@Dependent
final class RecordBeans {
    @Produces
    @Singleton
    static WriteBehind<MessageChange> messageWriter(
            MessageRecordStore store, RecordSettings settings, WorkerPool workers, Metrics metrics, Clock clock) {
        return new WriteBehind<>(RecordKind.MESSAGE, store, settings.writer(), workers, metrics, clock);
    }

    /** Without records the hub is told so: then they cost it nothing. */
    @Produces
    @Singleton
    static MessageRecorder messageRecorder(RecordSettings settings, WriteBehind<MessageChange> writer, NodeInfo self) {
        return settings.messages().messages() == MessageScope.OFF
                ? MessageRecorder.NONE
                : new MessageRecording(settings.messages(), writer, self);
    }

    @Produces
    @Singleton
    static MessageRecords messageRecords(MessageRecordStore store) {
        return new MessageRecords(store);
    }

    @Produces
    @Singleton
    static RecordLife life(
            WriteBehind<MessageChange> messages,
            MessageRecordStore store,
            RecordSettings settings,
            ConnectionRecording connections,
            WorkerPool workers,
            Metrics metrics,
            Clock clock) {
        return new RecordLife(
                messages, new MessageRecordSweeper(store, settings.messages(), workers, metrics, clock), connections);
    }
}
