package io.signalbox.store;

import io.signalbox.hub.Appended;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.UserKey;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.jpa.AvailableHints;

/**
 * Writes appends into the tables, many in one transaction, with a handful of statements whatever their number: the
 * inboxes are locked in one order (so two nodes wait for each other, but never in a circle), what waits already is looked
 * up, and the new rows go as JDBC batches.
 */
final class InboxWriter {
    private final Transactions transactions;
    private final Clock clock;
    private final long maxEntries;
    private final WhenFull whenFull;
    private final InboxIds ids = new InboxIds();

    InboxWriter(Transactions transactions, Clock clock, long maxEntries, WhenFull whenFull) {
        this.transactions = transactions;
        this.clock = clock;
        this.maxEntries = maxEntries;
        this.whenFull = whenFull;
    }

    /**
     * Writes all of them or, when it throws, none. Blocks.
     *
     * @return for each append its results, in order, and what had to leave; true only after the commit
     */
    Written write(List<PendingAppend> appends) {
        return transactions.inNew(entities -> new Batch(entities, clock.instant()).write(appends));
    }

    /** Finds out whether the database takes what is written, by writing. Blocks; throws when it does not. */
    void probe() {
        transactions.inNew(entities -> entities.createNamedQuery(ProbeEntity.TOUCH)
                .setParameter("now", clock.instant())
                .executeUpdate());
    }

    /**
     * What a transaction did.
     *
     * @param dropped entries that left to make room
     * @param expired entries that left because their time had run out
     */
    record Written(List<List<Appended>> results, int dropped, int expired) {}

    /** One transaction. */
    private final class Batch {
        private final EntityManager entities;
        private final Instant now;
        private final Map<UserKey, Box> inboxes = new HashMap<>();
        /** Positions of what waits or is added, by key. */
        private final Map<String, Long> waiting = new HashMap<>();

        private final List<InboxEntryEntity> added = new ArrayList<>();
        private int dropped;
        private int expired;

        Batch(EntityManager entities, Instant now) {
            this.entities = entities;
            this.now = now;
        }

        Written write(List<PendingAppend> appends) {
            // Else each query looks first at every entity there is for what it might have to write.
            entities.setFlushMode(FlushModeType.COMMIT);
            lock(appends);
            findWaiting(appends);
            List<List<Appended>> results = new ArrayList<>(appends.size());
            for (PendingAppend append : appends) {
                results.add(append(append));
            }
            flush();
            count();
            return new Written(results, dropped, expired);
        }

        /** Most inboxes get one entry: one statement for all of those, not one for each. */
        private void count() {
            Map<Long, List<Long>> byCount = inboxes.values().stream()
                    .filter(inbox -> inbox.added > 0)
                    .collect(Collectors.groupingBy(
                            inbox -> inbox.added, Collectors.mapping(inbox -> inbox.id, Collectors.toList())));
            byCount.forEach((count, ids) -> entities.createNamedQuery(InboxEntity.ADD)
                    .setParameter("count", count)
                    .setParameter("ids", ids)
                    .executeUpdate());
            for (Box inbox : inboxes.values()) {
                if (inbox.dropped > 0) {
                    entities.createNamedQuery(InboxEntity.LOSE)
                            .setParameter("count", inbox.dropped)
                            .setParameter("lost", inbox.lost)
                            .setParameter("id", inbox.id)
                            .executeUpdate();
                }
            }
        }

        /** All in one order, so two nodes wait for each other, but never in a circle. */
        private void lock(List<PendingAppend> appends) {
            Set<UserKey> users = appends.stream()
                    .flatMap(append -> append.users().stream())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            List<Long> known = ids.of(entities, users);
            if (!known.isEmpty()) {
                entities.createNamedQuery(InboxEntity.OF_IDS, InboxEntity.class)
                        .setParameter("ids", known)
                        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                        .setHint(AvailableHints.HINT_READ_ONLY, true)
                        .getResultList()
                        .forEach(inbox -> inboxes.put(inbox.user(), new Box(inbox)));
            }
            ids.forget(users.stream().filter(user -> !inboxes.containsKey(user)).toList());
            for (UserKey user : users) {
                // When another node makes it at the same time, one of both fails at the unique key and comes again.
                inboxes.computeIfAbsent(user, unused -> {
                    InboxEntity fresh = new InboxEntity(user, UUID.randomUUID().toString());
                    entities.persist(fresh);
                    return new Box(fresh);
                });
            }
        }

        private void findWaiting(List<PendingAppend> appends) {
            List<String> keys = appends.stream()
                    .flatMap(append -> append.users().stream()
                            .map(this::inbox)
                            .filter(inbox -> inbox.entries() > 0)
                            .map(inbox -> InboxEntryEntity.key(inbox.id, append.messageId(), append.sender())))
                    .distinct()
                    .toList();
            if (keys.isEmpty()) {
                return;
            }
            List<String> over = new ArrayList<>();
            entities.createNamedQuery(InboxEntryEntity.WAITING, Object[].class)
                    .setParameter("keys", keys)
                    .getResultList()
                    .forEach(row -> {
                        if (((Instant) row[2]).isAfter(now)) {
                            waiting.put((String) row[0], (Long) row[1]);
                        } else {
                            over.add((String) row[0]);
                        }
                    });
            if (!over.isEmpty()) {
                removeExpired(over);
            }
        }

        /** What is sent again after its time ran out is new; what is left of it goes first, for its key is unique. */
        private void removeExpired(List<String> keys) {
            List<InboxEntryEntity> gone = entities.createNamedQuery(InboxEntryEntity.OF_KEYS, InboxEntryEntity.class)
                    .setParameter("keys", keys)
                    .getResultList();
            InboxRemovals.remove(entities, gone);
            Map<Long, Box> byId =
                    inboxes.values().stream().collect(Collectors.toMap(inbox -> inbox.id, Function.identity()));
            for (InboxEntryEntity entry : gone) {
                Objects.requireNonNull(byId.get(entry.inboxId())).lost(entry.seq());
                expired++;
            }
        }

        private List<Appended> append(PendingAppend append) {
            List<Appended> results = new ArrayList<>(append.users().size());
            List<Box> receivers = new ArrayList<>(append.users().size());
            for (UserKey user : append.users()) {
                Box inbox = inbox(user);
                Long present = waiting.get(InboxEntryEntity.key(inbox.id, append.messageId(), append.sender()));
                if (present != null) {
                    results.add(new Appended(user, present, false));
                } else if (inbox.entries() >= maxEntries && whenFull == WhenFull.REFUSE) {
                    results.add(Appended.full(user));
                } else {
                    if (inbox.entries() >= maxEntries) {
                        dropOldest(inbox);
                    }
                    receivers.add(inbox);
                    results.add(new Appended(user, inbox.nextSeq(), true));
                }
            }
            add(append, receivers);
            return results;
        }

        private void add(PendingAppend append, List<Box> receivers) {
            if (receivers.isEmpty()) {
                return;
            }
            boolean inEntry = receivers.size() == 1 && append.body().length() <= InboxEntryEntity.SHORT;
            PayloadEntity payload = inEntry ? null : new PayloadEntity(receivers.size(), append.body(), now);
            if (payload != null) {
                entities.persist(payload);
            }
            for (Box inbox : receivers) {
                long seq = inbox.lastSeq();
                String key = InboxEntryEntity.key(inbox.id, append.messageId(), append.sender());
                waiting.put(key, seq);
                added.add(
                        payload == null
                                ? InboxEntryEntity.holding(append.body(), inbox.id, seq, key, append.expires())
                                : InboxEntryEntity.referringTo(payload, inbox.id, seq, key, append.expires()));
            }
        }

        /** From here on statements see what was added. */
        private void flush() {
            added.forEach(entities::persist);
            added.clear();
            entities.flush();
        }

        /** Each takes a few statements more, but only in a full inbox. */
        private void dropOldest(Box inbox) {
            flush();
            List<InboxEntryEntity> oldest = entities.createNamedQuery(InboxEntryEntity.OLDEST, InboxEntryEntity.class)
                    .setParameter("inbox", inbox.id)
                    .setMaxResults(1)
                    .getResultList();
            InboxRemovals.remove(entities, oldest);
            oldest.forEach(entry -> {
                inbox.lost(entry.seq());
                waiting.remove(entry.entryKey());
                dropped++;
            });
        }

        @SuppressWarnings("NullAway") // all of them were locked or made before
        private Box inbox(UserKey user) {
            return inboxes.get(user);
        }
    }

    /** What changes of one inbox in one transaction. */
    private static final class Box {
        private final long id;
        private final long lastSeq;
        private final long entries;
        private long added;
        private long dropped;
        private long lost;

        Box(InboxEntity inbox) {
            id = inbox.id();
            lastSeq = inbox.lastSeq();
            entries = inbox.entries();
        }

        long entries() {
            return entries + added - dropped;
        }

        long lastSeq() {
            return lastSeq + added;
        }

        long nextSeq() {
            added++;
            return lastSeq();
        }

        void lost(long seq) {
            dropped++;
            lost = Math.max(lost, seq);
        }
    }
}
