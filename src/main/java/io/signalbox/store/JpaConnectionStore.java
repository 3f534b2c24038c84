package io.signalbox.store;

import io.signalbox.records.ConnectionId;
import io.signalbox.records.ConnectionRecord;
import io.signalbox.records.ConnectionRecordCursor;
import io.signalbox.records.ConnectionRecordFilter;
import io.signalbox.records.ConnectionRecordPage;
import io.signalbox.records.ConnectionState;
import io.signalbox.records.ConnectionStatistics;
import io.signalbox.records.ConnectionStore;
import io.signalbox.records.RecordsUnavailableException;
import io.signalbox.records.UnwritableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connection records in the database, written by all nodes. Whoever changes a record holds the lock of its row, and rows
 * are locked in one order.
 */
@ApplicationScoped
public class JpaConnectionStore implements ConnectionStore {
    private final Transactions transactions;

    @Inject
    JpaConnectionStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JpaConnectionStore() {
        this(null);
    }

    @Override
    public void write(List<ConnectionState> states) {
        Map<String, Map<String, ConnectionState>> byApp = new TreeMap<>();
        for (ConnectionState state : states) {
            byApp.computeIfAbsent(state.id().appId(), app -> new TreeMap<>())
                    .put(state.id().clientId(), state);
        }
        try {
            Conflicts.untilAlone(() -> transactions.inNew(entities -> {
                byApp.forEach((app, ofApp) -> write(entities, app, ofApp));
                // Here, so that a failure is the database's own and not the container's about a commit.
                entities.flush();
                return true;
            }));
        } catch (RuntimeException e) {
            if (Failures.of(e) == Failures.DATA) {
                throw new UnwritableException(Failures.rootMessage(e), e);
            }
            throw unavailable("write", e);
        }
    }

    private static void write(EntityManager entities, String app, Map<String, ConnectionState> states) {
        Map<String, ConnectionRecordEntity> present = new HashMap<>();
        entities.createNamedQuery(ConnectionRecordEntity.OF_CLIENTS, ConnectionRecordEntity.class)
                .setParameter("app", app)
                .setParameter("clients", states.keySet())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .forEach(row -> present.put(row.id().clientId(), row));
        states.forEach((client, state) -> {
            ConnectionRecordEntity row = present.get(client);
            if (row == null) {
                entities.persist(new ConnectionRecordEntity(ConnectionRecord.after(null, state)));
            } else {
                row.set(ConnectionRecord.after(row.connection(), state));
            }
        });
    }

    @Override
    public @Nullable ConnectionRecord find(ConnectionId id) {
        List<ConnectionRecord> found = answered("read", entities -> {
            ConnectionRecordEntity row =
                    entities.find(ConnectionRecordEntity.class, new ConnectionRecordEntity.Key(id));
            return row == null ? List.of() : List.of(row.connection());
        });
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public ConnectionRecordPage page(ConnectionRecordFilter filter, @Nullable ConnectionRecordCursor after, int limit) {
        return answered(
                "read",
                entities -> ConnectionRecordPage.of(
                        connections(ConnectionRecordQueries.page(entities, filter, after, limit + 1)), limit));
    }

    @Override
    public ConnectionStatistics statistics(ConnectionRecordFilter filter) {
        return answered("read", entities -> ConnectionRecordQueries.statistics(entities, filter));
    }

    @Override
    public List<ConnectionRecord> most(Ranking by, long atLeast, @Nullable String appId, int limit) {
        return answered(
                "read", entities -> connections(ConnectionRecordQueries.most(entities, by, atLeast, appId, limit)));
    }

    @Override
    public int endLost(Set<String> living, Instant before, int limit) {
        return answered("clean", entities -> {
            List<ConnectionRecordEntity> lost = entities.createNamedQuery(
                            ConnectionRecordEntity.LOST, ConnectionRecordEntity.class)
                    .setParameter("living", new TreeSet<>(living))
                    .setParameter("before", before)
                    .setMaxResults(limit)
                    .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                    .getResultList();
            lost.forEach(row -> row.set(row.connection().lost()));
            return lost.size();
        });
    }

    @Override
    public int removeEnded(Instant before, int limit) {
        return answered("clean", entities -> {
            List<ConnectionRecordEntity> ended = entities.createNamedQuery(
                            ConnectionRecordEntity.ENDED, ConnectionRecordEntity.class)
                    .setParameter("before", before)
                    .setMaxResults(limit)
                    .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                    .getResultList();
            ended.forEach(entities::remove);
            return ended.size();
        });
    }

    private static List<ConnectionRecord> connections(List<ConnectionRecordEntity> rows) {
        return rows.stream().map(ConnectionRecordEntity::connection).toList();
    }

    private <T> T answered(String what, Function<EntityManager, T> work) {
        try {
            return Conflicts.untilAlone(() -> transactions.inNew(work));
        } catch (RuntimeException e) {
            throw unavailable(what, e);
        }
    }

    private static RecordsUnavailableException unavailable(String what, RuntimeException cause) {
        return new RecordsUnavailableException("database: " + what + " failed: " + Failures.rootMessage(cause), cause);
    }
}
