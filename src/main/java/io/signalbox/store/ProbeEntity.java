package io.signalbox.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;

/** The one row that is written to find out whether the database takes anything. */
@Entity
@Table(name = "store_probe")
@NamedQuery(name = ProbeEntity.TOUCH, query = "update ProbeEntity p set p.checkedAt = :now where p.id = 1")
public class ProbeEntity {
    static final String TOUCH = "ProbeEntity.touch";

    @Id
    @Column(name = "id")
    private int id;

    @Column(name = "checked_at", nullable = false)
    private Instant checkedAt = Instant.EPOCH;

    /** For Hibernate. */
    protected ProbeEntity() {}
}
