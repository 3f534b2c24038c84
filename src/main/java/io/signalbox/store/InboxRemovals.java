package io.signalbox.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Removes entries, and each payload with its last one. All within the caller's transaction, which holds the rows of the
 * inboxes: so nobody else removes the same entries. Never in conflict with an append, because that refers to payloads
 * of its own only.
 */
final class InboxRemovals {
    private InboxRemovals() {}

    /** Removes entries that were read under the lock of their inboxes. */
    static void remove(EntityManager entities, Collection<InboxEntryEntity> gone) {
        if (gone.isEmpty()) {
            return;
        }
        List<Long> payloads = gone.stream()
                .map(InboxEntryEntity::payloadId)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .collect(Collectors.toList());
        gone.forEach(entities::remove);
        // Before anything is inserted again that is unique.
        entities.flush();
        if (payloads.isEmpty()) {
            return;
        }
        int sole = entities.createNamedQuery(PayloadEntity.REMOVE_SOLE)
                .setParameter("ids", payloads)
                .executeUpdate();
        if (sole < payloads.size()) {
            removeShared(entities, payloads);
        }
    }

    /**
     * Whoever removes other entries of the same payload waits here, and then sees that these are gone; else each of two
     * could leave the payload to the other.
     */
    private static void removeShared(EntityManager entities, List<Long> payloads) {
        List<PayloadEntity> locked = entities.createNamedQuery(PayloadEntity.LOCKED, PayloadEntity.class)
                .setParameter("ids", payloads)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        if (!locked.isEmpty()) {
            entities.createNamedQuery(PayloadEntity.REMOVE_UNUSED)
                    .setParameter("ids", locked.stream().map(PayloadEntity::id).toList())
                    .executeUpdate();
            locked.forEach(entities::detach);
        }
    }
}
