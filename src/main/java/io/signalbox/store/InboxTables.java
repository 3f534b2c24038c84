package io.signalbox.store;

import io.signalbox.hub.HubSettings;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxFullException;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.NoResultException;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The inbox's transactions, one per method. Each change locks the inbox row first, so that positions are given out in
 * the order of commits and the number of entries is exact.
 */
@ApplicationScoped
class InboxTables {
    @PersistenceContext(unitName = "signalbox")
    private EntityManager entities;

    private final HubSettings settings;
    private final Clock clock;

    @Inject
    @SuppressWarnings("NullAway.Init") // the container sets the entity manager
    InboxTables(HubSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected InboxTables() {
        this(null, null);
    }

    /** Makes the user's inbox; fails when another node made it meanwhile, then it exists. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void create(UserKey user) {
        entities.persist(new InboxEntity(user, UUID.randomUUID().toString()));
    }

    /** @return the position, empty when the user has no inbox yet */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Optional<Long> append(UserKey user, Message message) {
        InboxEntity inbox = locked(user);
        if (inbox == null) {
            return Optional.empty();
        }
        String messageId = message.messageId() == null ? "" : message.messageId();
        String sender = message.sender() == null ? "" : message.sender();
        List<InboxEntryEntity> waiting = entities.createNamedQuery(
                        InboxEntryEntity.BY_MESSAGE_AND_SENDER, InboxEntryEntity.class)
                .setParameter("inbox", inbox.id())
                .setParameter("message", messageId)
                .setParameter("sender", sender)
                .setMaxResults(1)
                .getResultList();
        if (!waiting.isEmpty()) {
            return Optional.of(waiting.get(0).seq());
        }
        if (inbox.entries() >= settings.inboxMessages()) {
            throw new InboxFullException(user, settings.inboxMessages());
        }
        Instant now = clock.instant();
        long seq = inbox.nextSeq();
        entities.persist(new InboxEntryEntity(
                inbox.id(),
                seq,
                messageId,
                sender,
                JsonCodec.encode(message).live(),
                now,
                now.plus(settings.inboxRetention())));
        return Optional.of(seq);
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Inbox.Page read(UserKey user, long after, int limit) {
        InboxEntity inbox = find(user, LockModeType.NONE);
        if (inbox == null) {
            return Inbox.Page.NEVER_USED;
        }
        List<Inbox.Entry> entries = entities
                .createNamedQuery(InboxEntryEntity.BEHIND, InboxEntryEntity.class)
                .setParameter("inbox", inbox.id())
                .setParameter("after", after)
                .setParameter("now", clock.instant())
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(entry -> new Inbox.Entry(entry.seq(), message(entry)))
                .toList();
        return new Inbox.Page(entries, inbox.lastSeq(), inbox.epoch(), inbox.lostSeq());
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Optional<Message> acknowledge(UserKey user, long seq, @Nullable String messageId) {
        InboxEntity inbox = locked(user);
        if (inbox == null) {
            return Optional.empty();
        }
        InboxEntryEntity entry = seq == 0
                ? byMessage(inbox, messageId)
                : entities.find(InboxEntryEntity.class, new InboxEntryEntity.Position(inbox.id(), seq));
        if (entry == null) {
            return Optional.empty();
        }
        entities.remove(entry);
        inbox.removed(1);
        return Optional.of(message(entry));
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void remove(UserKey user, List<Long> seqs) {
        InboxEntity inbox = locked(user);
        if (inbox != null && !seqs.isEmpty()) {
            inbox.removed(entities.createNamedQuery(InboxEntryEntity.REMOVE)
                    .setParameter("inbox", inbox.id())
                    .setParameter("seqs", seqs)
                    .executeUpdate());
        }
    }

    /** Inboxes that have entries whose time ran out. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<Long> withExpired() {
        return entities
                .createNamedQuery(InboxEntryEntity.EXPIRED, Object[].class)
                .setParameter("now", clock.instant())
                .setMaxResults(1000)
                .getResultList()
                .stream()
                .map(row -> (Long) row[0])
                .toList();
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    int expire(long inboxId) {
        InboxEntity inbox = entities.find(InboxEntity.class, inboxId, LockModeType.PESSIMISTIC_WRITE);
        if (inbox == null) {
            return 0;
        }
        int removed = entities.createNamedQuery(InboxEntryEntity.REMOVE_EXPIRED)
                .setParameter("inbox", inboxId)
                .setParameter("now", clock.instant())
                .executeUpdate();
        inbox.removed(removed);
        return removed;
    }

    private @Nullable InboxEntity locked(UserKey user) {
        return find(user, LockModeType.PESSIMISTIC_WRITE);
    }

    private @Nullable InboxEntity find(UserKey user, LockModeType lock) {
        TypedQuery<InboxEntity> query = entities.createNamedQuery(InboxEntity.OF_USER, InboxEntity.class)
                .setParameter("app", user.tenant().appId())
                .setParameter("namespace", user.tenant().namespace())
                .setParameter("user", user.userId());
        try {
            return query.setLockMode(lock).getSingleResult();
        } catch (NoResultException e) {
            return null;
        }
    }

    private @Nullable InboxEntryEntity byMessage(InboxEntity inbox, @Nullable String messageId) {
        if (messageId == null) {
            return null;
        }
        List<InboxEntryEntity> entries = entities.createNamedQuery(InboxEntryEntity.BY_MESSAGE, InboxEntryEntity.class)
                .setParameter("inbox", inbox.id())
                .setParameter("message", messageId)
                .setMaxResults(1)
                .getResultList();
        return entries.isEmpty() ? null : entries.get(0);
    }

    private static Message message(InboxEntryEntity entry) {
        return (Message) JsonCodec.decode(entry.body());
    }
}
