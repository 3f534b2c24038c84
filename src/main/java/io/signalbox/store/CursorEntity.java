package io.signalbox.store;

import io.signalbox.hub.DeviceCursor;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** What one device acknowledged of one inbox; the inbox's row is locked while it changes. */
@Entity
@Table(name = "inbox_cursor")
@IdClass(CursorEntity.Device.class)
@NamedQuery(name = CursorEntity.OF_INBOX, query = "select c from CursorEntity c where c.inboxId = :inbox")
@NamedQuery(name = CursorEntity.FORGET, query = "delete from CursorEntity c where c.seenAt <= :before")
public class CursorEntity {
    static final String OF_INBOX = "CursorEntity.ofInbox";
    static final String FORGET = "CursorEntity.forget";

    @Id
    @Column(name = "inbox_id")
    private long inboxId;

    @Id
    @Column(name = "client_id")
    private String clientId = "";

    @Column(name = "seq", nullable = false)
    private long seq;

    @Column(name = "ahead", nullable = false)
    private String ahead = "";

    @Column(name = "seen_at", nullable = false)
    private Instant seenAt = Instant.EPOCH;

    /** For Hibernate. */
    protected CursorEntity() {}

    CursorEntity(long inboxId, String clientId) {
        this.inboxId = inboxId;
        this.clientId = clientId;
    }

    String clientId() {
        return clientId;
    }

    DeviceCursor cursor() {
        return new DeviceCursor(seq, ahead, seenAt);
    }

    void set(DeviceCursor cursor) {
        seq = cursor.seq();
        ahead = cursor.ahead();
        seenAt = cursor.seenAt();
    }

    /** The primary key: a device of an inbox. */
    public static final class Device implements Serializable {
        private static final long serialVersionUID = 1;

        private long inboxId;
        private String clientId = "";

        /** For Hibernate. */
        public Device() {}

        Device(long inboxId, String clientId) {
            this.inboxId = inboxId;
            this.clientId = clientId;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Device that && that.inboxId == inboxId && that.clientId.equals(clientId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(inboxId, clientId);
        }
    }
}
