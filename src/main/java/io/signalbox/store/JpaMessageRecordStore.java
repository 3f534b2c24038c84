package io.signalbox.store;

import io.signalbox.hub.MessageStatus;
import io.signalbox.identity.Tenant;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.records.MessageChange;
import io.signalbox.records.MessageRecord;
import io.signalbox.records.MessageRecordQuery;
import io.signalbox.records.MessageRecordStore;
import io.signalbox.records.RecordsUnavailableException;
import io.signalbox.records.UnwritableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records of messages in the database. Whoever changes records locks their rows first, in the order of their ids, and
 * then puts together what they say and what is new: so nothing that another node wrote is lost, and of several that find
 * the same one overdue the first marks it.
 */
@ApplicationScoped
public class JpaMessageRecordStore implements MessageRecordStore {
    /** Records that one transaction of a sweep ends or removes. */
    private static final int CHUNK = 1000;

    private static final List<MessageStatus> OPEN = Arrays.stream(MessageStatus.values())
            .filter(status -> !status.isEnd())
            .toList();

    private final Transactions transactions;
    private final Metrics metrics;
    private final Clock clock;

    @Inject
    JpaMessageRecordStore(Transactions transactions, Metrics metrics, Clock clock) {
        this.transactions = transactions;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JpaMessageRecordStore() {
        this(null, null, null);
    }

    @Override
    public void write(List<MessageChange> changes) {
        Integer ignored;
        try {
            ignored = Conflicts.untilAlone(() -> transactions.inNew(entities -> write(entities, changes)));
        } catch (RuntimeException e) {
            if (Failures.of(e) == Failures.DATA) {
                throw new UnwritableException(Failures.rootMessage(e), e);
            }
            throw unavailable("write", e);
        }
        metrics.count(Count.MESSAGE_RECORD_STATUSES_IGNORED, ignored);
    }

    @Override
    public List<MessageRecord> read(MessageRecordQuery query, @Nullable Place behind, int limit) {
        return answered(
                "read",
                entities -> MessageRecordQueries.page(entities, query, behind, clock.instant(), limit).stream()
                        .map(MessageRecordEntity::message)
                        .toList());
    }

    @Override
    public Map<MessageStatus, Long> count(@Nullable Tenant tenant) {
        return answered("count", entities -> {
            String where = tenant == null ? "" : " where m.appId = :app and m.namespace = :namespace";
            TypedQuery<Object[]> query = entities.createQuery(
                    "select m.status, count(m) from MessageRecordEntity m" + where + " group by m.status",
                    Object[].class);
            if (tenant != null) {
                query.setParameter("app", tenant.appId()).setParameter("namespace", tenant.namespace());
            }
            Map<MessageStatus, Long> counts = new EnumMap<>(MessageStatus.class);
            query.getResultList().forEach(row -> counts.put((MessageStatus) row[0], (Long) row[1]));
            return counts;
        });
    }

    @Override
    public @Nullable Integer endOverdue(Instant now, Instant unacknowledgedSince) {
        int ended = answered("sweep", entities -> {
            Set<String> ids = overdue(entities, now, unacknowledgedSince);
            if (ids.isEmpty()) {
                return -1;
            }
            int marked = 0;
            for (MessageRecordEntity row : locked(entities, ids)) {
                // Another node may have ended it, or an acknowledgement come, before the lock.
                MessageRecord overdue = row.message().ifOverdue(now, unacknowledgedSince);
                if (overdue != null) {
                    row.become(overdue);
                    marked++;
                }
            }
            entities.flush();
            return marked;
        });
        return ended < 0 ? null : Integer.valueOf(ended);
    }

    @Override
    public int removeCreatedBefore(Instant end) {
        return answered("remove", entities -> {
            List<String> ids = entities.createNamedQuery(MessageRecordEntity.OLD, String.class)
                    .setParameter("end", end)
                    .setMaxResults(CHUNK)
                    .getResultList();
            if (ids.isEmpty()) {
                return 0;
            }
            locked(entities, ids).forEach(entities::detach);
            return entities.createNamedQuery(MessageRecordEntity.REMOVE)
                    .setParameter("ids", ids)
                    .executeUpdate();
        });
    }

    private static int write(EntityManager entities, List<MessageChange> changes) {
        Map<String, MessageRecordEntity> rows = new HashMap<>();
        locked(entities, changes.stream().map(MessageChange::id).toList()).forEach(row -> rows.put(row.id(), row));
        int ignored = 0;
        for (MessageChange change : changes) {
            MessageRecordEntity row = rows.get(change.id());
            if (row == null) {
                entities.persist(new MessageRecordEntity(change.news()));
                ignored += change.ignored();
            } else {
                MessageChange both = change.on(row.message());
                row.become(both.news());
                ignored += both.ignored();
            }
        }
        // Here, so that a failure is the database's own and not the container's about a commit.
        entities.flush();
        return ignored;
    }

    private static Set<String> overdue(EntityManager entities, Instant now, Instant unacknowledgedSince) {
        Set<String> ids =
                new LinkedHashSet<>(entities.createNamedQuery(MessageRecordEntity.UNACKNOWLEDGED, String.class)
                        .setParameter("sending", MessageStatus.SENDING)
                        .setParameter("since", unacknowledgedSince)
                        .setMaxResults(CHUNK)
                        .getResultList());
        ids.addAll(entities.createNamedQuery(MessageRecordEntity.EXPIRED, String.class)
                .setParameter("now", now)
                .setParameter("open", OPEN)
                .setMaxResults(CHUNK)
                .getResultList());
        return ids;
    }

    private static List<MessageRecordEntity> locked(EntityManager entities, Collection<String> ids) {
        return entities.createNamedQuery(MessageRecordEntity.OF_IDS, MessageRecordEntity.class)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    private <T> T answered(String what, Function<EntityManager, T> work) {
        try {
            return Conflicts.untilAlone(() -> transactions.inNew(work));
        } catch (RuntimeException e) {
            throw unavailable(what, e);
        }
    }

    private static RecordsUnavailableException unavailable(String what, RuntimeException why) {
        return new RecordsUnavailableException("database: " + what + " failed: " + Failures.rootMessage(why), why);
    }
}
