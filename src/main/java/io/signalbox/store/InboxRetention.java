package io.signalbox.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes entries whose time ran out, some at a time, each time in a transaction of its own. Several nodes may do it at
 * once: the inboxes are locked in one order, and only what is still there afterwards is removed and counted.
 */
final class InboxRetention {
    /** Entries that one transaction removes. */
    private static final int CHUNK = 1000;
    /** Transactions of one run; the next run goes on. */
    private static final int CHUNKS = 1000;

    private final Transactions transactions;
    private final Clock clock;

    InboxRetention(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @param each told after each transaction how many it removed, so that they count also when a later one fails
     * @return how many this call removed
     */
    int expire(IntConsumer each) {
        Instant now = clock.instant();
        int removed = 0;
        for (int i = 0; i < CHUNKS; i++) {
            Integer chunk = transactions.inNew(entities -> chunk(entities, now));
            if (chunk == null) {
                break;
            }
            each.accept(chunk);
            removed += chunk;
        }
        return removed;
    }

    /** @return how many it removed (none when another node was faster), null when nothing is left */
    private static @Nullable Integer chunk(EntityManager entities, Instant now) {
        List<Long> ids = entities
                .createNamedQuery(InboxEntryEntity.EXPIRED, Long.class)
                .setParameter("now", now)
                .setMaxResults(CHUNK)
                .getResultList()
                .stream()
                .distinct()
                .toList();
        if (ids.isEmpty()) {
            return null;
        }
        Map<Long, InboxEntity> inboxes = new HashMap<>();
        entities.createNamedQuery(InboxEntity.OF_IDS, InboxEntity.class)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .forEach(inbox -> inboxes.put(inbox.id(), inbox));
        List<InboxEntryEntity> gone = entities.createNamedQuery(InboxEntryEntity.EXPIRED_OF, InboxEntryEntity.class)
                .setParameter("now", now)
                .setParameter("inboxes", ids)
                .setMaxResults(CHUNK)
                .getResultList();
        InboxRemovals.remove(entities, gone);
        for (InboxEntryEntity entry : gone) {
            InboxEntity inbox = inboxes.get(entry.inboxId());
            if (inbox != null) {
                inbox.lost(entry.seq());
            }
        }
        return gone.size();
    }
}
