package io.signalbox.records;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers what was written, and does not always answer. */
final class FlakyConnectionStore implements ConnectionStore {
    private final InMemoryConnectionStore records = new InMemoryConnectionStore(1000);
    final List<ConnectionState> written = new ArrayList<>();
    boolean fails;

    @Override
    public void write(List<ConnectionState> states) {
        if (fails) {
            throw new RecordsUnavailableException("the database is away", new IllegalStateException());
        }
        records.write(states);
        written.addAll(states);
    }

    @Override
    public @Nullable ConnectionRecord find(ConnectionId id) {
        return records.find(id);
    }

    @Override
    public ConnectionRecordPage page(ConnectionRecordFilter filter, @Nullable ConnectionRecordCursor after, int limit) {
        return records.page(filter, after, limit);
    }

    @Override
    public ConnectionStatistics statistics(ConnectionRecordFilter filter) {
        return records.statistics(filter);
    }

    @Override
    public List<ConnectionRecord> most(Ranking by, long atLeast, @Nullable String appId, int limit) {
        return records.most(by, atLeast, appId, limit);
    }

    @Override
    public int endLost(Set<String> living, Instant before, int limit) {
        return records.endLost(living, before, limit);
    }

    @Override
    public int removeEnded(Instant before, int limit) {
        return records.removeEnded(before, limit);
    }
}
