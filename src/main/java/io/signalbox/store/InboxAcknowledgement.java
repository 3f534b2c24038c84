package io.signalbox.store;

import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.DeviceCursor;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.KnownDevices;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One device's acknowledgements on their way through as many transactions as they take. What a transaction found counts
 * once it is {@link #committed}.
 */
final class InboxAcknowledgement {
    private final DeviceAcks acks;
    private final CursorSettings settings;
    private final Instant now;
    private final List<Message> messages = new ArrayList<>();
    private int ignored;
    private int seqsDone;
    private int idsDone;

    private List<Message> stepMessages = new ArrayList<>();
    private int stepIgnored;

    InboxAcknowledgement(DeviceAcks acks, CursorSettings settings, Instant now) {
        this.acks = acks;
        this.settings = settings;
        this.now = now;
    }

    /** The next entries, in the caller's transaction, which holds the inbox. @return whether there are more */
    boolean step(EntityManager entities, @Nullable InboxEntity inbox) {
        stepMessages = new ArrayList<>();
        stepIgnored = 0;
        if (inbox == null || (acks.epoch() != null && !acks.epoch().equals(inbox.epoch()))) {
            stepIgnored = acks.seqs().size() + acks.messageIds().size();
            return false;
        }
        Step step = new Step(entities, inbox);
        boolean more = step.upTo(Math.min(acks.upTo(), inbox.lastSeq()));
        List<Long> seqs = acks.seqs()
                .subList(
                        seqsDone,
                        Math.min(seqsDone + InboxCursors.STEP, acks.seqs().size()));
        step.at(seqs);
        List<String> ids = acks.messageIds()
                .subList(
                        idsDone,
                        Math.min(idsDone + InboxCursors.STEP, acks.messageIds().size()));
        step.withIds(ids);
        step.finish();
        seqsDone += seqs.size();
        idsDone += ids.size();
        return more
                || seqsDone < acks.seqs().size()
                || idsDone < acks.messageIds().size();
    }

    /** The last step is in the database. */
    void committed() {
        messages.addAll(stepMessages);
        ignored += stepIgnored;
    }

    Inbox.Acknowledged result() {
        return new Inbox.Acknowledged(messages, ignored);
    }

    /** One transaction. */
    private final class Step {
        private final EntityManager entities;
        private final InboxEntity inbox;
        private final Map<String, CursorEntity> rows = new HashMap<>();
        private final Map<String, DeviceCursor> cursors = new HashMap<>();
        private final KnownDevices known;
        /** By position. */
        private final Map<Long, InboxEntryEntity> gone = new HashMap<>();
        /** Where positions matter later: not for single entries that the first device takes. */
        private final boolean keepsCursor = settings.allDevices() || acks.upTo() > 0;

        Step(EntityManager entities, InboxEntity inbox) {
            this.entities = entities;
            this.inbox = inbox;
            if (keepsCursor) {
                entities.createNamedQuery(CursorEntity.OF_INBOX, CursorEntity.class)
                        .setParameter("inbox", inbox.id())
                        .getResultList()
                        .forEach(row -> {
                            rows.put(row.clientId(), row);
                            cursors.put(row.clientId(), row.cursor());
                        });
            }
            known = new KnownDevices(settings, cursors, now);
        }

        /** @return whether there may be more of these */
        boolean upTo(long upTo) {
            DeviceCursor cursor = known.seen(acks.clientId());
            List<Object[]> found = upTo <= cursor.seq() ? List.of() : between(cursor.seq(), upTo);
            found.forEach(row -> take((InboxEntryEntity) row[0], (String) row[1]));
            boolean more = found.size() == InboxCursors.STEP;
            cursor.upTo(more ? ((InboxEntryEntity) found.get(found.size() - 1)[0]).seq() : upTo);
            return more;
        }

        void at(List<Long> seqs) {
            if (!seqs.isEmpty()) {
                single(
                        seqs.size(),
                        entities.createNamedQuery(InboxEntryEntity.AT_WITH_BODY, Object[].class)
                                .setParameter("inbox", inbox.id())
                                .setParameter("seqs", seqs)
                                .getResultList());
            }
        }

        /** The oldest entry of each id. */
        void withIds(List<String> ids) {
            for (String id : ids) {
                single(
                        1,
                        InboxEntryEntity.withId(entities, inbox.id(), id)
                                .setMaxResults(1)
                                .getResultList());
            }
        }

        void finish() {
            DeviceCursor cursor = known.seen(acks.clientId());
            if (settings.allDevices()) {
                settle(cursor);
            }
            InboxRemovals.remove(entities, gone.values());
            inbox.removed(gone.size());
            if (keepsCursor) {
                known.forget().forEach(this::forget);
                CursorEntity row = rows.get(acks.clientId());
                if (row == null) {
                    row = new CursorEntity(inbox.id(), acks.clientId());
                    row.set(cursor);
                    entities.persist(row);
                } else {
                    row.set(cursor);
                }
            }
        }

        private void single(int asked, List<Object[]> found) {
            int taken = 0;
            for (Object[] row : found) {
                taken += take((InboxEntryEntity) row[0], (String) row[1]) ? 1 : 0;
            }
            stepIgnored += asked - taken;
        }

        /** @return false when it does not wait for that device */
        private boolean take(InboxEntryEntity entry, String body) {
            if (gone.containsKey(entry.seq())) {
                return false;
            }
            Message message = (Message) JsonCodec.decode(body);
            KnownDevices.Verdict verdict = known.acknowledge(acks.clientId(), entry.seq(), message.receiverClient());
            if (verdict.goes()) {
                gone.put(entry.seq(), entry);
            }
            if (verdict.first()) {
                stepMessages.add(message);
            }
            return verdict != KnownDevices.Verdict.FOREIGN;
        }

        /** The cursor rises to the first entry that the device still has to acknowledge. */
        private void settle(DeviceCursor cursor) {
            if (cursor.highest() == cursor.seq()) {
                return;
            }
            List<Object[]> found = between(cursor.seq(), cursor.highest());
            for (Object[] row : found) {
                InboxEntryEntity entry = (InboxEntryEntity) row[0];
                String only = ((Message) JsonCodec.decode((String) row[1])).receiverClient();
                if (!cursor.covers(entry.seq()) && (only == null || only.equals(acks.clientId()))) {
                    cursor.upTo(entry.seq() - 1);
                    return;
                }
            }
            boolean all = found.size() < InboxCursors.STEP;
            cursor.upTo(all ? cursor.highest() : ((InboxEntryEntity) found.get(found.size() - 1)[0]).seq());
        }

        private List<Object[]> between(long after, long upTo) {
            return entities.createNamedQuery(InboxEntryEntity.UP_TO, Object[].class)
                    .setParameter("inbox", inbox.id())
                    .setParameter("after", after)
                    .setParameter("upTo", upTo)
                    .setMaxResults(InboxCursors.STEP)
                    .getResultList();
        }

        private void forget(String clientId) {
            CursorEntity row = rows.remove(clientId);
            if (row != null) {
                entities.remove(row);
            }
        }
    }
}
