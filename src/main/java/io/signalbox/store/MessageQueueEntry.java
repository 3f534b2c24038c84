package io.signalbox.store;

import io.signalbox.queue.QueueEntry;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** One entry of a named queue. Never changed. */
@Entity
@Table(name = "message_queue_entry")
@IdClass(MessageQueueEntry.Position.class)
@NamedQuery(
        name = MessageQueueEntry.FIRST,
        query = "select e from MessageQueueEntry e where e.queueName = :queue and e.expiresAt > :now order by e.seq")
@NamedQuery(
        name = MessageQueueEntry.COUNT,
        query = "select count(e) from MessageQueueEntry e where e.queueName = :queue and e.expiresAt > :now")
@NamedQuery(
        name = MessageQueueEntry.REMOVE,
        query = "delete from MessageQueueEntry e where e.queueName = :queue and e.seq in :seqs")
@NamedQuery(name = MessageQueueEntry.CLEAR, query = "delete from MessageQueueEntry e where e.queueName = :queue")
@NamedQuery(
        name = MessageQueueEntry.WITH_EXPIRED,
        query = "select distinct e.queueName from MessageQueueEntry e where e.expiresAt <= :now")
@NamedQuery(
        name = MessageQueueEntry.EXPIRED,
        query = "select count(e), sum(e.bytes) from MessageQueueEntry e"
                + " where e.queueName = :queue and e.expiresAt <= :now")
@NamedQuery(
        name = MessageQueueEntry.REMOVE_EXPIRED,
        query = "delete from MessageQueueEntry e where e.queueName = :queue and e.expiresAt <= :now")
public class MessageQueueEntry {
    static final String FIRST = "MessageQueueEntry.first";
    static final String COUNT = "MessageQueueEntry.count";
    static final String REMOVE = "MessageQueueEntry.remove";
    static final String CLEAR = "MessageQueueEntry.clear";
    static final String WITH_EXPIRED = "MessageQueueEntry.withExpired";
    static final String EXPIRED = "MessageQueueEntry.expired";
    static final String REMOVE_EXPIRED = "MessageQueueEntry.removeExpired";

    @Id
    @Column(name = "queue_name")
    private String queueName = "";

    @Id
    @Column(name = "seq")
    private long seq;

    @Column(name = "body", nullable = false, updatable = false)
    private String body = "";

    @Column(name = "bytes", nullable = false, updatable = false)
    private int bytes;

    @Column(name = "added_at", nullable = false, updatable = false)
    private Instant addedAt = Instant.EPOCH;

    @Column(name = "expires_at", nullable = false, updatable = false)
    private Instant expiresAt = Instant.EPOCH;

    /** For Hibernate. */
    protected MessageQueueEntry() {}

    /** @param bytes size of the body in UTF-8 */
    MessageQueueEntry(String queueName, QueueEntry entry, int bytes) {
        this.queueName = queueName;
        this.seq = entry.seq();
        this.body = entry.body();
        this.bytes = bytes;
        this.addedAt = entry.addedAt();
        this.expiresAt = entry.expiresAt();
    }

    int bytes() {
        return bytes;
    }

    QueueEntry entry() {
        return new QueueEntry(seq, body, addedAt, expiresAt);
    }

    /** The primary key: a position in a queue. */
    public static final class Position implements Serializable {
        private static final long serialVersionUID = 1;

        private String queueName = "";
        private long seq;

        /** For Hibernate. */
        public Position() {}

        @Override
        public boolean equals(Object other) {
            return other instanceof Position that && that.queueName.equals(queueName) && that.seq == seq;
        }

        @Override
        public int hashCode() {
            return Objects.hash(queueName, seq);
        }
    }
}
