package io.signalbox.store;

import io.signalbox.queue.QueueEntry;
import io.signalbox.queue.QueueFullException;
import io.signalbox.queue.QueueSettings;
import io.signalbox.queue.QueueStore;
import io.signalbox.queue.QueueUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Queues in the database. Whoever changes a queue holds the lock of its row until the commit, so positions are given out
 * in the order of commits, each entry is taken once, and the counts are exact. Who only looks, or finds nothing, locks
 * nothing: consumers that poll an empty queue do not hold up who fills it.
 */
@ApplicationScoped
public class JpaQueueStore implements QueueStore {
    private static final int QUEUES_CLEANED_AT_ONCE = 1000;

    private final Transactions transactions;
    private final QueueSettings settings;
    private final Clock clock;

    @Inject
    JpaQueueStore(Transactions transactions, QueueSettings settings, Clock clock) {
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JpaQueueStore() {
        this(null, null, null);
    }

    @Override
    public long add(String queue, String body, Instant expiresAt) {
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        Added added =
                Conflicts.untilAlone(() -> answered("add", entities -> add(entities, queue, body, bytes, expiresAt)));
        if (added == Added.FULL) {
            throw new QueueFullException("queue '" + queue + "' is full: " + settings.maxEntries() + " entries and "
                    + settings.maxBytes() + " bytes are allowed");
        }
        if (added == Added.TOO_MANY_QUEUES) {
            throw new QueueFullException("there are " + settings.maxQueues()
                    + " queues already, empty ones are removed within some minutes");
        }
        return added.seq();
    }

    @Override
    public List<QueueEntry> take(String queue, int max) {
        return answered("take", entities -> {
            if (first(entities, queue, 1).isEmpty()) {
                return List.of();
            }
            MessageQueue row = locked(entities, queue);
            List<MessageQueueEntry> first = row == null ? List.of() : first(entities, queue, max);
            if (row == null || first.isEmpty()) {
                return List.of();
            }
            List<QueueEntry> taken =
                    first.stream().map(MessageQueueEntry::entry).toList();
            entities.createNamedQuery(MessageQueueEntry.REMOVE)
                    .setParameter("queue", queue)
                    .setParameter("seqs", taken.stream().map(QueueEntry::seq).toList())
                    .executeUpdate();
            row.removed(
                    first.size(),
                    first.stream().mapToLong(MessageQueueEntry::bytes).sum());
            return taken;
        });
    }

    @Override
    public List<QueueEntry> peek(String queue, int max) {
        return answered(
                "peek",
                entities -> first(entities, queue, max).stream()
                        .map(MessageQueueEntry::entry)
                        .toList());
    }

    @Override
    public long length(String queue) {
        return answered(
                "count",
                entities -> entities.createNamedQuery(MessageQueueEntry.COUNT, Long.class)
                        .setParameter("queue", queue)
                        .setParameter("now", clock.instant())
                        .getSingleResult());
    }

    @Override
    public int clear(String queue) {
        return answered("clear", entities -> {
            MessageQueue row = locked(entities, queue);
            if (row == null) {
                return 0;
            }
            row.removed(row.entries(), row.bytes());
            return entities.createNamedQuery(MessageQueueEntry.CLEAR)
                    .setParameter("queue", queue)
                    .executeUpdate();
        });
    }

    @Override
    public int expire() {
        List<String> queues = answered(
                "expire",
                entities -> entities.createNamedQuery(MessageQueueEntry.WITH_EXPIRED, String.class)
                        .setParameter("now", clock.instant())
                        .setMaxResults(QUEUES_CLEANED_AT_ONCE)
                        .getResultList());
        int removed = 0;
        for (String queue : queues) {
            removed += answered("expire", entities -> {
                MessageQueue row = locked(entities, queue);
                return row == null ? 0 : removeExpired(entities, row);
            });
        }
        // Whoever adds at the same moment has the row locked, or made it: it is not empty when this gets to see it.
        answered(
                "expire",
                entities -> entities.createNamedQuery(MessageQueue.REMOVE_EMPTY).executeUpdate());
        return removed;
    }

    private Added add(EntityManager entities, String queue, String body, int bytes, Instant expiresAt) {
        MessageQueue row = locked(entities, queue);
        if (row == null) {
            return addFirst(entities, queue, body, bytes, expiresAt);
        }
        if (!fits(row, bytes)) {
            removeExpired(entities, row);
            if (!fits(row, bytes)) {
                return Added.FULL;
            }
        }
        return persist(entities, row, body, bytes, expiresAt);
    }

    /**
     * The queue comes with its first entry, in one transaction, so that no cleaner finds it empty. Of two that make it at
     * once one fails at the primary key.
     */
    private Added addFirst(EntityManager entities, String queue, String body, int bytes, Instant expiresAt) {
        if (entities.createNamedQuery(MessageQueue.COUNT, Long.class).getSingleResult() >= settings.maxQueues()) {
            return Added.TOO_MANY_QUEUES;
        }
        MessageQueue row = new MessageQueue(queue);
        if (!fits(row, bytes)) {
            return Added.FULL;
        }
        Added added = persist(entities, row, body, bytes, expiresAt);
        entities.persist(row);
        // Here, so that a failure is the database's own and not the container's about a commit.
        entities.flush();
        return added;
    }

    private Added persist(EntityManager entities, MessageQueue row, String body, int bytes, Instant expiresAt) {
        QueueEntry entry = new QueueEntry(row.nextSeq(bytes), body, clock.instant(), expiresAt);
        entities.persist(new MessageQueueEntry(row.name(), entry, bytes));
        return new Added(entry.seq());
    }

    private boolean fits(MessageQueue row, int bytes) {
        return row.entries() < settings.maxEntries() && row.bytes() + bytes <= settings.maxBytes();
    }

    private int removeExpired(EntityManager entities, MessageQueue row) {
        Instant now = clock.instant();
        Object[] expired = entities.createNamedQuery(MessageQueueEntry.EXPIRED, Object[].class)
                .setParameter("queue", row.name())
                .setParameter("now", now)
                .getSingleResult();
        if ((Long) expired[0] == 0) {
            return 0;
        }
        row.removed((Long) expired[0], ((Number) expired[1]).longValue());
        return entities.createNamedQuery(MessageQueueEntry.REMOVE_EXPIRED)
                .setParameter("queue", row.name())
                .setParameter("now", now)
                .executeUpdate();
    }

    private List<MessageQueueEntry> first(EntityManager entities, String queue, int max) {
        return entities.createNamedQuery(MessageQueueEntry.FIRST, MessageQueueEntry.class)
                .setParameter("queue", queue)
                .setParameter("now", clock.instant())
                .setMaxResults(max)
                .getResultList();
    }

    private static @Nullable MessageQueue locked(EntityManager entities, String queue) {
        return entities.find(MessageQueue.class, queue, LockModeType.PESSIMISTIC_WRITE);
    }

    private <T> T answered(String what, Function<EntityManager, T> work) {
        try {
            return transactions.inNew(work);
        } catch (RuntimeException e) {
            throw new QueueUnavailableException("database: " + what + " failed: " + Failures.rootMessage(e), e);
        }
    }

    /** What became of an entry: its position, or why it has none. */
    private record Added(long seq) {
        static final Added TOO_MANY_QUEUES = new Added(-1);
        static final Added FULL = new Added(0);
    }
}
