package io.signalbox.store;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;

/** One user's inbox: its sequence and how many entries wait. Its row is locked while the inbox changes. */
@Entity
@Table(name = "inbox")
@NamedQuery(
        name = InboxEntity.OF_USER,
        query = "select i from InboxEntity i where i.appId = :app and i.namespace = :namespace and i.userId = :user")
@NamedQuery(
        name = InboxEntity.IDS_OF_USERS,
        query = "select i.userId, i.id from InboxEntity i"
                + " where i.appId = :app and i.namespace = :namespace and i.userId in :users")
@NamedQuery(
        name = InboxEntity.ADD,
        query = "update InboxEntity i set i.lastSeq = i.lastSeq + :count, i.entries = i.entries + :count"
                + " where i.id in :ids")
@NamedQuery(
        name = InboxEntity.LOSE,
        query =
                "update InboxEntity i set i.entries = i.entries - :count, i.lostSeq = case when i.lostSeq > :lost then i.lostSeq else :lost end"
                        + " where i.id = :id")
@NamedQuery(name = InboxEntity.OF_IDS, query = "select i from InboxEntity i where i.id in :ids order by i.id")
public class InboxEntity {
    static final String OF_USER = "InboxEntity.ofUser";
    static final String IDS_OF_USERS = "InboxEntity.idsOfUsers";
    static final String ADD = "InboxEntity.add";
    static final String LOSE = "InboxEntity.lose";
    static final String OF_IDS = "InboxEntity.ofIds";

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "inbox_ids")
    @SequenceGenerator(name = "inbox_ids", sequenceName = "inbox_ids", allocationSize = 50)
    private long id;

    @Column(name = "app_id", nullable = false, updatable = false)
    private String appId = "";

    @Column(name = "namespace", nullable = false, updatable = false)
    private String namespace = "";

    @Column(name = "user_id", nullable = false, updatable = false)
    private String userId = "";

    @Column(name = "last_seq", nullable = false)
    private long lastSeq;

    @Column(name = "entries", nullable = false)
    private long entries;

    /** Which life of the inbox this is. */
    @Column(name = "epoch", nullable = false, updatable = false)
    private String epoch = "";

    /** Highest position that left without being acknowledged. */
    @Column(name = "lost_seq", nullable = false)
    private long lostSeq;

    /** For Hibernate. */
    protected InboxEntity() {}

    InboxEntity(UserKey user, String epoch) {
        this.epoch = epoch;
        appId = user.tenant().appId();
        namespace = user.tenant().namespace();
        userId = user.userId();
    }

    long id() {
        return id;
    }

    UserKey user() {
        return new UserKey(new Tenant(appId, namespace), userId);
    }

    long lastSeq() {
        return lastSeq;
    }

    long entries() {
        return entries;
    }

    String epoch() {
        return epoch;
    }

    long lostSeq() {
        return lostSeq;
    }

    /** Entries left in this transaction. */
    void removed(int count) {
        entries = Math.max(0, entries - count);
    }

    /** The entry at {@code seq} left without being acknowledged in this transaction. */
    void lost(long seq) {
        lostSeq = Math.max(lostSeq, seq);
        removed(1);
    }
}
