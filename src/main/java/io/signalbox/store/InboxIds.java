package io.signalbox.store;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The ids of the inboxes that were written to last, so that these are locked by primary key: three columns of text are
 * several times as much to compare. An inbox keeps its id and is never removed, but by hand. Safe from any thread; the lock is not held while the database is asked.
 */
final class InboxIds {
    /** Some 10 MB. */
    private static final int CAPACITY = 65_536;

    private final Map<UserKey, Long> known = new LinkedHashMap<>(16, 0.75F, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UserKey, Long> eldest) {
            return size() > CAPACITY;
        }
    };

    /** @return the ids of those that there are, in no order */
    List<Long> of(EntityManager entities, Collection<UserKey> users) {
        List<Long> found = new ArrayList<>(users.size());
        List<UserKey> asked = new ArrayList<>();
        synchronized (known) {
            for (UserKey user : users) {
                Long id = known.get(user);
                if (id == null) {
                    asked.add(user);
                } else {
                    found.add(id);
                }
            }
        }
        if (!asked.isEmpty()) {
            Map<UserKey, Long> answer = ask(entities, asked);
            found.addAll(answer.values());
            synchronized (known) {
                known.putAll(answer);
            }
        }
        return found;
    }

    /** Their ids found nothing: they are asked for again. */
    void forget(Collection<UserKey> users) {
        synchronized (known) {
            users.forEach(known::remove);
        }
    }

    private static Map<UserKey, Long> ask(EntityManager entities, List<UserKey> users) {
        Map<UserKey, Long> answer = new LinkedHashMap<>();
        Map<Tenant, List<String>> names = users.stream()
                .collect(Collectors.groupingBy(
                        UserKey::tenant, Collectors.mapping(UserKey::userId, Collectors.toList())));
        names.forEach((tenant, userIds) -> entities.createNamedQuery(InboxEntity.IDS_OF_USERS, Object[].class)
                .setParameter("app", tenant.appId())
                .setParameter("namespace", tenant.namespace())
                .setParameter("users", userIds)
                .getResultList()
                .forEach(row -> answer.put(new UserKey(tenant, (String) row[0]), (Long) row[1])));
        return answer;
    }
}
