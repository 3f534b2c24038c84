package io.signalbox.records;

import io.signalbox.hub.ConnectionListener;
import io.signalbox.identity.PeerReader;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Membership;
import io.signalbox.node.MonotonicClock;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Makes what records connections. */
@Dependent
final class ConnectionRecordBeans {
    @Produces
    @Singleton
    static ConnectionRecording recording(
            RecordSettings settings,
            ConnectionStore store,
            Membership membership,
            WorkerPool workers,
            Metrics metrics,
            Clock clock) {
        return new ConnectionRecording(settings, store, membership, workers, metrics, MonotonicClock.SYSTEM, clock);
    }

    @Produces
    @Singleton
    static ConnectionListener listener(ConnectionRecording recording) {
        return recording.listener();
    }

    /** Nothing is read of handshakes that is not recorded, of connections or with messages. */
    @Produces
    @Singleton
    static PeerReader peers(RecordSettings settings) {
        ConnectionRecordSettings connections = settings.connections();
        if (connections.on()) {
            return PeerReader.of(connections.headers());
        }
        return settings.messages().messages() == MessageScope.OFF ? PeerReader.OFF : PeerReader.of(List.of());
    }

    @Produces
    @Singleton
    static ConnectionRecords records(RecordSettings settings, ConnectionStore store) {
        return new ConnectionRecords(store, settings.connections().on());
    }
}
