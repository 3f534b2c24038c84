package io.signalbox.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/**
 * One message, as the JSON that was stamped when the hub took it, that waits in several inboxes or is too long for its
 * entry. Its
 * entries are all made in the transaction that makes it; it leaves with the last of them. Never changed.
 */
@Entity
@Immutable
@Table(name = "inbox_payload")
@NamedQuery(name = PayloadEntity.LOCKED, query = "select p from PayloadEntity p where p.id in :ids order by p.id")
@NamedQuery(
        name = PayloadEntity.REMOVE_SOLE,
        query = "delete from PayloadEntity p where p.id in :ids and p.receivers = 1")
@NamedQuery(
        name = PayloadEntity.REMOVE_UNUSED,
        query = "delete from PayloadEntity p where p.id in :ids"
                + " and not exists (select 1 from InboxEntryEntity e where e.payloadId = p.id)")
public class PayloadEntity {
    static final String LOCKED = "PayloadEntity.locked";
    static final String REMOVE_SOLE = "PayloadEntity.removeSole";
    static final String REMOVE_UNUSED = "PayloadEntity.removeUnused";

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "inbox_payload_ids")
    @SequenceGenerator(name = "inbox_payload_ids", sequenceName = "inbox_payload_ids", allocationSize = 1000)
    private long id;

    /** How many entries it was stored with. */
    @Column(name = "receivers", nullable = false, updatable = false)
    private int receivers;

    @Column(name = "body", nullable = false, updatable = false)
    private String body = "";

    @Column(name = "stored_at", nullable = false, updatable = false)
    private Instant storedAt = Instant.EPOCH;

    /** For Hibernate. */
    protected PayloadEntity() {}

    PayloadEntity(int receivers, String body, Instant storedAt) {
        this.receivers = receivers;
        this.body = body;
        this.storedAt = storedAt;
    }

    long id() {
        return id;
    }

    String body() {
        return body;
    }
}
