package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.UserKey;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.Users;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random changes of groups: by one thread compared with a model after each, by several with what must hold at rest. */
@Tag("G01")
@Tag("G02")
@Tag("G04")
class GroupModelTest {
    private static final int MAXIMUM = 3;
    private static final GroupSettings BOUNDS = new GroupSettings(100, 100, 1000, 100, false);

    @Test
    void one_thread_sees_what_the_model_says() {
        Seeds.each(80, (seed, random) -> {
            InMemoryGroupStore store = new InMemoryGroupStore(BOUNDS);
            Model model = new Model();
            for (int i = 0; i < 250; i++) {
                Change change = Change.random(random);
                assertThat(change.on(store).done()).as("%d: %s", i, change).isEqualTo(model.apply(change));
                model.check(store, i + ": " + change);
            }
        });
    }

    @Test
    @Tag("H71")
    void whatever_several_threads_do_at_once_both_directions_agree_and_nothing_is_left_behind() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (long seed = 1; seed <= 15; seed++) {
            InMemoryGroupStore store = new InMemoryGroupStore(BOUNDS);
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(seed * 31 + thread);
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        Change change = Change.random(random);
                        change.on(store);
                        int count = store.count(Users.TENANT, change.group);
                        assertThat(count).isBetween(0, Change.USERS);
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
            atRest(store, "with seed " + seed);
        }
        threads.shutdown();
    }

    private static void atRest(InMemoryGroupStore store, String where) {
        Set<String> present = new TreeSet<>(store.groups(Users.TENANT, "", 1000));
        Set<UserKey> everybody = new HashSet<>();
        for (String group : present) {
            List<String> members = store.members(Users.TENANT, group, "", 1000);
            GroupProfile profile = store.profile(Users.TENANT, group).orElseThrow();
            assertThat(store.count(Users.TENANT, group)).as(where).isEqualTo(members.size());
            assertThat(store.members(Users.TENANT, List.of(group))).as(where).hasSameSizeAs(members);
            assertThat(members.isEmpty() && profile.equals(GroupProfile.OPEN))
                    .as("%s: empty leftover %s", where, group)
                    .isFalse();
            assertThat(profile.maxMembers() == 0 || members.size() <= profile.maxMembers())
                    .as("%s: overfull %s", where, group)
                    .isTrue();
            for (String member : members) {
                everybody.add(Users.user(member));
                assertThat(store.groupsOf(Users.user(member))).as(where).contains(group);
            }
        }
        for (int u = 0; u < Change.USERS; u++) {
            for (String group : store.groupsOf(Users.user("u" + u))) {
                assertThat(store.members(Users.TENANT, group, "", 1000))
                        .as(where)
                        .contains("u" + u);
            }
        }
        assertThat(Set.copyOf(store.membersOfAll(Users.TENANT))).as(where).isEqualTo(everybody);
        for (String group : present) {
            store.disband(Users.TENANT, group);
        }
        assertThat(store.namespaces(Users.TENANT.appId())).as(where).isEmpty();
        assertThat(store.add(
                                Users.TENANT,
                                "all",
                                IntStream.range(0, 100).mapToObj(i -> "n" + i).toList())
                        .done())
                .as("%s: the counters are back at nothing", where)
                .isTrue();
    }

    private enum Kind {
        CREATE,
        DISBAND,
        JOIN,
        LEAVE,
        MOVE
    }

    private record Change(Kind kind, String userId, String group, String other) {
        private static final int USERS = 6;

        static Change random(Random random) {
            int weight = random.nextInt(12);
            Kind kind = weight == 0
                    ? Kind.CREATE
                    : weight == 1 ? Kind.DISBAND : weight < 7 ? Kind.JOIN : weight < 9 ? Kind.LEAVE : Kind.MOVE;
            return new Change(kind, "u" + random.nextInt(USERS), "g" + random.nextInt(4), "g" + random.nextInt(4));
        }

        GroupOutcome on(GroupStore store) {
            UserKey user = Users.user(userId);
            return switch (kind) {
                case CREATE ->
                    store.create(
                            Users.TENANT, group, GroupProfile.ownedBy(userId).limitedTo(MAXIMUM));
                case DISBAND -> store.disband(Users.TENANT, group);
                case JOIN -> store.join(user, List.of(group, other));
                case LEAVE -> store.remove(Users.TENANT, List.of(group, other), List.of(userId));
                case MOVE -> store.move(user, group, other);
            };
        }
    }

    /** Members by group; a created group has a maximum and stays when it is empty. */
    private static final class Model {
        private final Map<String, Set<String>> members = new TreeMap<>();
        private final Set<String> created = new HashSet<>();

        boolean apply(Change change) {
            return switch (change.kind) {
                case CREATE -> create(change);
                case DISBAND -> {
                    created.remove(change.group);
                    yield members.remove(change.group) != null;
                }
                case JOIN -> {
                    boolean room = room(change.group, change.userId) && room(change.other, change.userId);
                    if (room) {
                        in(change.group).add(change.userId);
                        in(change.other).add(change.userId);
                    }
                    yield room;
                }
                case LEAVE -> {
                    leave(change.group, change.userId);
                    leave(change.other, change.userId);
                    yield true;
                }
                case MOVE -> move(change);
            };
        }

        private boolean create(Change change) {
            if (members.containsKey(change.group)) {
                return false;
            }
            in(change.group).add(change.userId);
            created.add(change.group);
            return true;
        }

        private boolean move(Change change) {
            if (!members.getOrDefault(change.group, Set.of()).contains(change.userId)) {
                return false;
            }
            if (!change.group.equals(change.other)) {
                if (!room(change.other, change.userId)) {
                    return false;
                }
                leave(change.group, change.userId);
                in(change.other).add(change.userId);
            }
            return true;
        }

        private boolean room(String group, String user) {
            Set<String> present = members.getOrDefault(group, Set.of());
            return !created.contains(group) || present.contains(user) || present.size() < MAXIMUM;
        }

        private void leave(String group, String user) {
            if (members.containsKey(group)) {
                in(group).remove(user);
                if (in(group).isEmpty() && !created.contains(group)) {
                    members.remove(group);
                }
            }
        }

        private Set<String> in(String group) {
            return members.computeIfAbsent(group, key -> new TreeSet<>());
        }

        void check(GroupStore store, String after) {
            Map<String, Set<String>> real = new HashMap<>();
            Map<String, Set<String>> groupsOf = new HashMap<>();
            for (String group : store.groups(Users.TENANT, "", 1000)) {
                real.put(group, new TreeSet<>(store.members(Users.TENANT, group, "", 1000)));
            }
            assertThat(real).as(after).isEqualTo(members);
            members.forEach((group, users) -> users.forEach(user ->
                    groupsOf.computeIfAbsent(user, key -> new HashSet<>()).add(group)));
            for (int u = 0; u < Change.USERS; u++) {
                assertThat(store.groupsOf(Users.user("u" + u)))
                        .as(after)
                        .isEqualTo(groupsOf.getOrDefault("u" + u, Set.of()));
            }
        }
    }
}
