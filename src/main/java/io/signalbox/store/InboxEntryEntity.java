package io.signalbox.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import jakarta.persistence.TypedQuery;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One message that waits in one inbox. Never changed. */
@Entity
@Immutable
@Table(name = "inbox_entry")
@IdClass(InboxEntryEntity.Position.class)
@NamedQuery(
        name = InboxEntryEntity.BEHIND,
        query =
                "select e.seq, coalesce(e.body, p.body) from InboxEntryEntity e left join PayloadEntity p on p.id = e.payloadId"
                        + " where e.inboxId = :inbox and e.seq > :after and e.expiresAt > :now order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.WAITING,
        query = "select e.entryKey, e.seq, e.expiresAt from InboxEntryEntity e where e.entryKey in :keys")
@NamedQuery(name = InboxEntryEntity.OF_KEYS, query = "select e from InboxEntryEntity e where e.entryKey in :keys")
@NamedQuery(
        name = InboxEntryEntity.AT,
        query = "select e from InboxEntryEntity e where e.inboxId = :inbox and e.seq in :seqs")
@NamedQuery(
        name = InboxEntryEntity.AT_WITH_BODY,
        query =
                "select e, coalesce(e.body, p.body) from InboxEntryEntity e left join PayloadEntity p on p.id = e.payloadId"
                        + " where e.inboxId = :inbox and e.seq in :seqs order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.BY_ID_WITH_BODY,
        query =
                "select e, coalesce(e.body, p.body) from InboxEntryEntity e left join PayloadEntity p on p.id = e.payloadId"
                        + " where e.entryKey >= :from and e.entryKey < :to order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.UP_TO,
        query =
                "select e, coalesce(e.body, p.body) from InboxEntryEntity e left join PayloadEntity p on p.id = e.payloadId"
                        + " where e.inboxId = :inbox and e.seq > :after and e.seq <= :upTo order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.COUNT_BEHIND,
        query = "select count(e) from InboxEntryEntity e"
                + " where e.inboxId = :inbox and e.seq > :after and e.expiresAt > :now")
@NamedQuery(
        name = InboxEntryEntity.LAST_EXPIRED,
        query = "select max(e.seq) from InboxEntryEntity e"
                + " where e.inboxId = :inbox and e.seq > :after and e.expiresAt <= :now")
@NamedQuery(
        name = InboxEntryEntity.OLDEST,
        query = "select e from InboxEntryEntity e where e.inboxId = :inbox order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.EXPIRED,
        query = "select e.inboxId from InboxEntryEntity e where e.expiresAt <= :now order by e.expiresAt")
@NamedQuery(
        name = InboxEntryEntity.EXPIRED_OF,
        query = "select e from InboxEntryEntity e where e.expiresAt <= :now and e.inboxId in :inboxes")
public class InboxEntryEntity {
    static final String BEHIND = "InboxEntryEntity.behind";
    static final String AT_WITH_BODY = "InboxEntryEntity.atWithBody";
    static final String BY_ID_WITH_BODY = "InboxEntryEntity.byIdWithBody";
    static final String UP_TO = "InboxEntryEntity.upTo";
    static final String COUNT_BEHIND = "InboxEntryEntity.countBehind";
    static final String LAST_EXPIRED = "InboxEntryEntity.lastExpired";
    static final String WAITING = "InboxEntryEntity.waiting";
    static final String OF_KEYS = "InboxEntryEntity.ofKeys";
    static final String AT = "InboxEntryEntity.at";
    static final String OLDEST = "InboxEntryEntity.oldest";
    static final String EXPIRED = "InboxEntryEntity.expired";
    static final String EXPIRED_OF = "InboxEntryEntity.expiredOf";

    /** Characters of a body that an entry may hold: entries are read by the thousand. */
    static final int SHORT = 4096;

    private static final char SEPARATOR = ':';

    @Id
    @Column(name = "inbox_id")
    private long inboxId;

    @Id
    @Column(name = "seq")
    private long seq;

    /** See {@link #key}. Unique. */
    @Column(name = "entry_key", nullable = false, updatable = false)
    private String entryKey = "";

    /** Null when the body is here. */
    @Column(name = "payload_id", updatable = false)
    private @Nullable Long payloadId;

    /** The message, when it is short and for this inbox only: a second row for it would double the work. */
    @Column(name = "body", updatable = false)
    private @Nullable String body;

    @Column(name = "expires_at", nullable = false, updatable = false)
    private Instant expiresAt = Instant.EPOCH;

    /** For Hibernate. */
    protected InboxEntryEntity() {}

    private InboxEntryEntity(long inboxId, long seq, String entryKey, Instant expiresAt) {
        this.inboxId = inboxId;
        this.seq = seq;
        this.entryKey = entryKey;
        this.expiresAt = expiresAt;
    }

    /** @param body at most {@link #SHORT} characters */
    static InboxEntryEntity holding(String body, long inboxId, long seq, String entryKey, Instant expiresAt) {
        InboxEntryEntity entry = new InboxEntryEntity(inboxId, seq, entryKey, expiresAt);
        entry.body = body;
        return entry;
    }

    static InboxEntryEntity referringTo(
            PayloadEntity payload, long inboxId, long seq, String entryKey, Instant expiresAt) {
        InboxEntryEntity entry = new InboxEntryEntity(inboxId, seq, entryKey, expiresAt);
        entry.payloadId = payload.id();
        return entry;
    }

    /**
     * Inbox, message id and sender in one column: a list of them is looked up in one index, whatever else has the same
     * message id or waits in the same inbox. Several senders may use the same id; an inbox holds one entry of each.
     */
    static String key(long inboxId, String messageId, String sender) {
        return anySender(inboxId, messageId) + SEPARATOR + sender;
    }

    /** What the keys of a message id begin with, followed by {@link #SEPARATOR}; with its length, so nothing else does. */
    private static String anySender(long inboxId, String messageId) {
        return inboxId + ":" + messageId.codePointCount(0, messageId.length()) + ":" + messageId;
    }

    /** The entries of a message id, of whichever senders, the oldest first, with their bodies. */
    static TypedQuery<Object[]> withId(EntityManager entities, long inboxId, String messageId) {
        String prefix = anySender(inboxId, messageId);
        return entities.createNamedQuery(BY_ID_WITH_BODY, Object[].class)
                .setParameter("from", prefix + SEPARATOR)
                .setParameter("to", prefix + (char) (SEPARATOR + 1));
    }

    long inboxId() {
        return inboxId;
    }

    long seq() {
        return seq;
    }

    String entryKey() {
        return entryKey;
    }

    @Nullable
    Long payloadId() {
        return payloadId;
    }

    /** The primary key: a position in an inbox. */
    public static final class Position implements Serializable {
        private static final long serialVersionUID = 1;

        private long inboxId;
        private long seq;

        /** For Hibernate. */
        public Position() {}

        Position(long inboxId, long seq) {
            this.inboxId = inboxId;
            this.seq = seq;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Position that && that.inboxId == inboxId && that.seq == seq;
        }

        @Override
        public int hashCode() {
            return Objects.hash(inboxId, seq);
        }
    }
}
