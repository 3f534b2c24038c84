package io.signalbox.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.hibernate.annotations.Immutable;

/** One message that waits in one inbox. Never changed. */
@Entity
@Immutable
@Table(name = "inbox_entry")
@IdClass(InboxEntryEntity.Position.class)
@NamedQuery(
        name = InboxEntryEntity.BEHIND,
        query = "select e.seq, p.body from InboxEntryEntity e join PayloadEntity p on p.id = e.payloadId"
                + " where e.inboxId = :inbox and e.seq > :after and e.expiresAt > :now order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.WAITING,
        query = "select e.messageKey, p.sender, e.seq from InboxEntryEntity e"
                + " join PayloadEntity p on p.id = e.payloadId where e.messageKey in :keys and e.expiresAt > :now")
@NamedQuery(
        name = InboxEntryEntity.AT,
        query = "select e from InboxEntryEntity e where e.inboxId = :inbox and e.seq in :seqs")
@NamedQuery(
        name = InboxEntryEntity.AT_WITH_BODY,
        query = "select e, p.body from InboxEntryEntity e join PayloadEntity p on p.id = e.payloadId"
                + " where e.inboxId = :inbox and e.seq in :seqs order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.BY_KEY_WITH_BODY,
        query = "select e, p.body from InboxEntryEntity e join PayloadEntity p on p.id = e.payloadId"
                + " where e.messageKey = :key order by case when e.expiresAt > :now then 0 else 1 end, e.seq")
@NamedQuery(
        name = InboxEntryEntity.UP_TO,
        query = "select e, p.body from InboxEntryEntity e join PayloadEntity p on p.id = e.payloadId"
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
    static final String BY_KEY_WITH_BODY = "InboxEntryEntity.byKeyWithBody";
    static final String UP_TO = "InboxEntryEntity.upTo";
    static final String COUNT_BEHIND = "InboxEntryEntity.countBehind";
    static final String LAST_EXPIRED = "InboxEntryEntity.lastExpired";
    static final String WAITING = "InboxEntryEntity.waiting";
    static final String AT = "InboxEntryEntity.at";
    static final String OLDEST = "InboxEntryEntity.oldest";
    static final String EXPIRED = "InboxEntryEntity.expired";
    static final String EXPIRED_OF = "InboxEntryEntity.expiredOf";

    @Id
    @Column(name = "inbox_id")
    private long inboxId;

    @Id
    @Column(name = "seq")
    private long seq;

    @Column(name = "payload_id", nullable = false, updatable = false)
    private long payloadId;

    /** See {@link #key}. */
    @Column(name = "message_key", nullable = false, updatable = false)
    private String messageKey = "";

    @Column(name = "expires_at", nullable = false, updatable = false)
    private Instant expiresAt = Instant.EPOCH;

    /** For Hibernate. */
    protected InboxEntryEntity() {}

    InboxEntryEntity(long inboxId, long seq, long payloadId, String messageKey, Instant expiresAt) {
        this.inboxId = inboxId;
        this.seq = seq;
        this.payloadId = payloadId;
        this.messageKey = messageKey;
        this.expiresAt = expiresAt;
    }

    /**
     * Inbox and message id in one column: a list of them is looked up in one index, whatever else has the same message
     * id or waits in the same inbox. Several senders may use the same id.
     */
    static String key(long inboxId, String messageId) {
        return inboxId + ":" + messageId;
    }

    long inboxId() {
        return inboxId;
    }

    long seq() {
        return seq;
    }

    String messageKey() {
        return messageKey;
    }

    long payloadId() {
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
