package io.signalbox.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;

/** One named queue: its sequence and how much is in it. Its row is locked while the queue changes. */
@Entity
@Table(name = "message_queue")
@NamedQuery(name = MessageQueue.COUNT, query = "select count(q) from MessageQueue q")
@NamedQuery(name = MessageQueue.REMOVE_EMPTY, query = "delete from MessageQueue q where q.entries = 0")
public class MessageQueue {
    static final String COUNT = "MessageQueue.count";
    static final String REMOVE_EMPTY = "MessageQueue.removeEmpty";

    @Id
    @Column(name = "name")
    private String name = "";

    @Column(name = "last_seq", nullable = false)
    private long lastSeq;

    @Column(name = "entries", nullable = false)
    private long entries;

    @Column(name = "bytes", nullable = false)
    private long bytes;

    /** For Hibernate. */
    protected MessageQueue() {}

    MessageQueue(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    long entries() {
        return entries;
    }

    long bytes() {
        return bytes;
    }

    /** Gives out the next position for an entry that is added in this transaction. */
    long nextSeq(int size) {
        lastSeq++;
        entries++;
        bytes += size;
        return lastSeq;
    }

    /** Entries left in this transaction. */
    void removed(long count, long size) {
        entries -= count;
        bytes -= size;
    }
}
