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

/** One message that waits in one inbox, as the JSON that was stamped when the hub took it. Never changed. */
@Entity
@Table(name = "inbox_entry")
@IdClass(InboxEntryEntity.Position.class)
@NamedQuery(
        name = InboxEntryEntity.BEHIND,
        query = "select e from InboxEntryEntity e where e.inboxId = :inbox and e.seq > :after and e.expiresAt > :now"
                + " order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.BY_MESSAGE,
        query = "select e from InboxEntryEntity e where e.inboxId = :inbox and e.messageId = :message order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.BY_MESSAGE_AND_SENDER,
        query = "select e from InboxEntryEntity e where e.inboxId = :inbox and e.messageId = :message"
                + " and e.sender = :sender order by e.seq")
@NamedQuery(
        name = InboxEntryEntity.REMOVE,
        query = "delete from InboxEntryEntity e where e.inboxId = :inbox and e.seq in :seqs")
@NamedQuery(
        name = InboxEntryEntity.EXPIRED,
        query = "select e.inboxId, count(e) from InboxEntryEntity e where e.expiresAt <= :now group by e.inboxId")
@NamedQuery(
        name = InboxEntryEntity.REMOVE_EXPIRED,
        query = "delete from InboxEntryEntity e where e.inboxId = :inbox and e.expiresAt <= :now")
public class InboxEntryEntity {
    static final String BEHIND = "InboxEntryEntity.behind";
    static final String BY_MESSAGE = "InboxEntryEntity.byMessage";
    static final String BY_MESSAGE_AND_SENDER = "InboxEntryEntity.byMessageAndSender";
    static final String REMOVE = "InboxEntryEntity.remove";
    static final String EXPIRED = "InboxEntryEntity.expired";
    static final String REMOVE_EXPIRED = "InboxEntryEntity.removeExpired";

    @Id
    @Column(name = "inbox_id")
    private long inboxId;

    @Id
    @Column(name = "seq")
    private long seq;

    @Column(name = "message_id", nullable = false, updatable = false)
    private String messageId = "";

    @Column(name = "sender", nullable = false, updatable = false)
    private String sender = "";

    @Column(name = "body", nullable = false, updatable = false)
    private String body = "";

    @Column(name = "stored_at", nullable = false, updatable = false)
    private Instant storedAt = Instant.EPOCH;

    @Column(name = "expires_at", nullable = false, updatable = false)
    private Instant expiresAt = Instant.EPOCH;

    /** For Hibernate. */
    protected InboxEntryEntity() {}

    InboxEntryEntity(
            long inboxId, long seq, String messageId, String sender, String body, Instant storedAt, Instant expiresAt) {
        this.inboxId = inboxId;
        this.seq = seq;
        this.messageId = messageId;
        this.sender = sender;
        this.body = body;
        this.storedAt = storedAt;
        this.expiresAt = expiresAt;
    }

    long seq() {
        return seq;
    }

    String body() {
        return body;
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
