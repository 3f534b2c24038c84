package io.signalbox.store;

import io.signalbox.hub.Inbox;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What receivers do with their inboxes, one transaction per method. Each change locks the inbox row first. */
final class InboxTables {
    private final Transactions transactions;
    private final Clock clock;

    InboxTables(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    Inbox.Page read(UserKey user, long after, int limit) {
        return transactions.inNew(entities -> {
            InboxEntity inbox = find(entities, user, LockModeType.NONE);
            if (inbox == null) {
                return Inbox.Page.NEVER_USED;
            }
            List<Inbox.Entry> entries = entities
                    .createNamedQuery(InboxEntryEntity.BEHIND, Object[].class)
                    .setParameter("inbox", inbox.id())
                    .setParameter("after", after)
                    .setParameter("now", clock.instant())
                    .setMaxResults(limit)
                    .getResultList()
                    .stream()
                    .map(row -> new Inbox.Entry((Long) row[0], message((String) row[1])))
                    .toList();
            return new Inbox.Page(entries, inbox.lastSeq(), inbox.epoch(), inbox.lostSeq());
        });
    }

    void remove(UserKey user, List<Long> seqs) {
        if (seqs.isEmpty()) {
            return;
        }
        transactions.inNew(entities -> {
            InboxEntity inbox = find(entities, user, LockModeType.PESSIMISTIC_WRITE);
            if (inbox != null) {
                List<InboxEntryEntity> gone = entities.createNamedQuery(InboxEntryEntity.AT, InboxEntryEntity.class)
                        .setParameter("inbox", inbox.id())
                        .setParameter("seqs", seqs)
                        .getResultList();
                InboxRemovals.remove(entities, gone);
                inbox.removed(gone.size());
            }
            return true;
        });
    }

    /** The inbox of a user, null when nobody wrote to it. */
    static @Nullable InboxEntity find(EntityManager entities, UserKey user, LockModeType lock) {
        TypedQuery<InboxEntity> query = entities.createNamedQuery(InboxEntity.OF_USER, InboxEntity.class)
                .setParameter("app", user.tenant().appId())
                .setParameter("namespace", user.tenant().namespace())
                .setParameter("user", user.userId());
        List<InboxEntity> found = query.setLockMode(lock).getResultList();
        return found.isEmpty() ? null : found.get(0);
    }

    private static Message message(String body) {
        return (Message) JsonCodec.decode(body);
    }
}
