package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Profile;
import io.signalbox.identity.UserKey;
import io.signalbox.workload.Agent;
import io.signalbox.workload.Choice;
import io.signalbox.workload.Dimension;
import io.signalbox.workload.Needs;
import io.signalbox.workload.WorkloadStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A simple model of a {@link WorkloadStore}, held against the store after each random change. */
final class WorkloadModel {
    private final WorkloadStore store;
    private final Random random;
    private final Map<UserKey, Long> open = new HashMap<>();
    private final Map<UserKey, Integer> limits = new HashMap<>();

    WorkloadModel(WorkloadStore store, Random random) {
        this.store = store;
        this.random = random;
    }

    void steps(int count) {
        for (int i = 0; i < count; i++) {
            UserKey user = Users.user("u" + random.nextInt(6));
            long before = open.getOrDefault(user, 0L);
            switch (random.nextInt(8)) {
                case 0 -> {
                    int limit = random.nextInt(4);
                    store.reload(new Agent(user, Profile.NONE, limit), 0);
                    limits.put(user, limit);
                }
                case 1 -> {
                    store.remove(user);
                    limits.remove(user);
                }
                case 2 -> assertThat(store.increment(user)).isEqualTo(set(user, before + 1));
                case 3 -> assertThat(store.decrement(user)).isEqualTo(set(user, Math.max(0, before - 1)));
                case 4 -> assertThat(store.release(user)).isEqualTo(set(user, Math.max(0, before - 1)));
                default -> assign();
            }
            assertThat(store.get(user, Dimension.REALTIME, ManualClock.START)).isEqualTo(open.getOrDefault(user, 0L));
        }
    }

    private long set(UserKey user, long value) {
        open.put(user, value);
        return value;
    }

    private void assign() {
        List<UserKey> free = limits.entrySet().stream()
                .filter(entry -> entry.getValue() == 0 || open.getOrDefault(entry.getKey(), 0L) < entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
        Choice choice = store.acquireLeastLoaded(Users.TENANT, Needs.ANYBODY);
        if (choice instanceof Choice.Chosen chosen) {
            long least = free.stream()
                    .mapToLong(user -> open.getOrDefault(user, 0L))
                    .min()
                    .orElseThrow();
            assertThat(free).contains(chosen.agent());
            assertThat(open.getOrDefault(chosen.agent(), 0L)).isEqualTo(least);
            assertThat(chosen.load()).isEqualTo(set(chosen.agent(), least + 1));
        } else {
            assertThat(free).isEmpty();
            assertThat(choice)
                    .isEqualTo(new Choice.NoAgents(
                            limits.isEmpty() ? Choice.Reason.NOBODY_THERE : Choice.Reason.ALL_FULL));
        }
    }
}
