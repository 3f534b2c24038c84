package io.signalbox.store;

import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.Resumed;
import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;

/**
 * What devices acknowledge, and where they go on. One transaction for each {@link #STEP} entries that are acknowledged
 * together, under the lock of the inbox; going on only reads.
 */
final class InboxCursors {
    /** Entries that one transaction looks at. */
    static final int STEP = 500;

    private final Transactions transactions;
    private final CursorSettings settings;
    private final Clock clock;

    InboxCursors(Transactions transactions, CursorSettings settings, Clock clock) {
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    /** See {@link Inbox#acknowledge}. When it fails some steps may be done; doing them again does nothing. */
    Inbox.Acknowledged acknowledge(UserKey user, DeviceAcks acks) {
        InboxAcknowledgement work = new InboxAcknowledgement(acks, settings, clock.instant());
        boolean more = true;
        while (more) {
            more = transactions.inNew(entities -> {
                InboxEntity inbox = InboxTables.find(entities, user, LockModeType.PESSIMISTIC_WRITE);
                return work.step(entities, inbox);
            });
            work.committed();
        }
        return work.result();
    }

    /** See {@link Inbox#resume}. */
    Resumed resume(UserKey user, String clientId, ResumePoint point) {
        return transactions.inNew(entities -> {
            InboxEntity inbox = InboxTables.find(entities, user, LockModeType.NONE);
            if (inbox == null) {
                return Resumed.at(point, "", 0, 0);
            }
            CursorEntity cursor = settings.allDevices()
                    ? entities.find(CursorEntity.class, new CursorEntity.Device(inbox.id(), clientId))
                    : null;
            long acknowledged = cursor == null ? 0 : cursor.cursor().seq();
            Resumed resumed = Resumed.at(point, inbox.epoch(), inbox.lastSeq(), acknowledged);
            return resumed.after() < resumed.head() ? counted(entities, inbox, resumed, point) : resumed;
        });
    }

    /** Forgets devices that were not seen for long. */
    void forget() {
        Instant before = clock.instant().minus(settings.forgetAfter());
        transactions.inNew(entities -> entities.createNamedQuery(CursorEntity.FORGET)
                .setParameter("before", before)
                .executeUpdate());
    }

    private Resumed counted(EntityManager entities, InboxEntity inbox, Resumed resumed, ResumePoint point) {
        Instant now = clock.instant();
        Long waiting = entities.createNamedQuery(InboxEntryEntity.COUNT_BEHIND, Long.class)
                .setParameter("inbox", inbox.id())
                .setParameter("after", resumed.after())
                .setParameter("now", now)
                .getSingleResult();
        Resumed counted = resumed.waiting(waiting);
        if (point.equals(ResumePoint.START)) {
            return counted;
        }
        Long expired = entities.createNamedQuery(InboxEntryEntity.LAST_EXPIRED, Long.class)
                .setParameter("inbox", inbox.id())
                .setParameter("after", resumed.after())
                .setParameter("now", now)
                .getSingleResult();
        return counted.lost(Math.max(inbox.lostSeq(), expired == null ? 0 : expired));
    }
}
