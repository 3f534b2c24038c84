package io.signalbox.records;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records of a cluster of one, for as long as it runs. Beyond its bound, ids that are not known are not recorded. */
public final class InMemoryConnectionStore implements ConnectionStore {
    private final int bound;

    @GuardedBy("this")
    private final Map<ConnectionId, ConnectionRecord> records = new HashMap<>();

    /** @param bound most records */
    public InMemoryConnectionStore(int bound) {
        this.bound = bound;
    }

    @Override
    public synchronized void write(List<ConnectionState> states) {
        for (ConnectionState state : states) {
            ConnectionRecord present = records.get(state.id());
            if (present != null || records.size() < bound) {
                records.put(state.id(), ConnectionRecord.after(present, state));
            }
        }
    }

    @Override
    public synchronized @Nullable ConnectionRecord find(ConnectionId id) {
        return records.get(id);
    }

    @Override
    public synchronized ConnectionRecordPage page(
            ConnectionRecordFilter filter, @Nullable ConnectionRecordCursor after, int limit) {
        List<ConnectionRecord> found = all(filter::test)
                .filter(connection -> after == null || after.isBefore(connection))
                .sorted(ConnectionRecordCursor.ORDER)
                .limit(limit + 1L)
                .toList();
        return ConnectionRecordPage.of(found, limit);
    }

    @Override
    public synchronized ConnectionStatistics statistics(ConnectionRecordFilter filter) {
        return ConnectionStatistics.of(all(filter::test).toList());
    }

    @Override
    public synchronized List<ConnectionRecord> most(Ranking by, long atLeast, @Nullable String appId, int limit) {
        return all(connection -> value(by, connection) >= atLeast
                        && (appId == null || connection.id().appId().equals(appId)))
                .sorted(Comparator.comparingLong((ConnectionRecord connection) -> value(by, connection))
                        .reversed()
                        .thenComparing(ConnectionRecordCursor.ORDER))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized int endLost(Set<String> living, Instant before, int limit) {
        List<ConnectionRecord> lost = all(connection -> connection.isActive()
                        && !living.contains(connection.node().incarnation())
                        && connection.updatedAt().isBefore(before))
                .limit(limit)
                .toList();
        lost.forEach(connection -> records.put(connection.id(), connection.lost()));
        return lost.size();
    }

    @Override
    public synchronized int removeEnded(Instant before, int limit) {
        List<ConnectionRecord> old = all(connection -> {
                    ConnectionEnd end = connection.end();
                    return end != null && end.at().isBefore(before);
                })
                .limit(limit)
                .toList();
        old.forEach(connection -> records.remove(connection.id()));
        return old.size();
    }

    @GuardedBy("this")
    private Stream<ConnectionRecord> all(Predicate<ConnectionRecord> wanted) {
        return List.copyOf(records.values()).stream().filter(wanted);
    }

    private static long value(Ranking by, ConnectionRecord connection) {
        return switch (by) {
            case ERRORS -> connection.traffic().errors().count();
            case RECONNECTS -> connection.reconnects();
        };
    }
}
