package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.GroupStore;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Limits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link GroupStore} does. */
public abstract class GroupStoreContract {
    private static final UserKey BOB = Users.user("bob");
    private static final UserKey CAROL = Users.user("carol");

    /** An empty store. */
    protected abstract GroupStore groups();

    @Test
    void a_member_is_who_joined_and_did_not_leave() {
        GroupStore groups = groups();
        assertThat(groups.join(BOB, List.of("a", "b"))).isTrue();
        assertThat(groups.join(CAROL, List.of("b"))).isTrue();
        assertThat(groups.groupsOf(BOB)).containsExactlyInAnyOrder("a", "b");
        assertThat(groups.members(Users.TENANT, List.of("b"))).containsExactlyInAnyOrder(BOB, CAROL);
        groups.leave(BOB, List.of("b", "never joined"));
        assertThat(groups.groupsOf(BOB)).containsExactly("a");
        assertThat(groups.members(Users.TENANT, List.of("b"))).containsExactly(CAROL);
    }

    @Test
    void joining_and_leaving_are_idempotent() {
        GroupStore groups = groups();
        groups.leave(BOB, List.of("a"));
        groups.join(BOB, List.of("a"));
        groups.join(BOB, List.of("a", "a"));
        groups.join(BOB, List.of());
        assertThat(groups.groupsOf(BOB)).containsExactly("a");
        groups.leave(BOB, List.of("a"));
        groups.leave(BOB, List.of("a"));
        assertThat(groups.groupsOf(BOB)).isEmpty();
        assertThat(groups.members(Users.TENANT, List.of("a"))).isEmpty();
    }

    @Test
    void a_member_of_several_of_the_groups_is_named_once() {
        GroupStore groups = groups();
        groups.join(BOB, List.of("a", "b", "c"));
        groups.join(CAROL, List.of("c"));
        assertThat(List.copyOf(groups.members(Users.TENANT, List.of("a", "b", "c"))))
                .containsExactlyInAnyOrder(BOB, CAROL);
    }

    @Test
    void leaving_all_leaves_nothing() {
        GroupStore groups = groups();
        groups.join(BOB, List.of("a", "b"));
        groups.join(CAROL, List.of("a"));
        groups.leaveAll(BOB);
        groups.leaveAll(BOB);
        assertThat(groups.groupsOf(BOB)).isEmpty();
        assertThat(groups.members(Users.TENANT, List.of("a", "b"))).containsExactly(CAROL);
    }

    @Test
    void groups_of_different_tenants_are_apart() {
        GroupStore groups = groups();
        Tenant other = new Tenant("other", Tenant.DEFAULT_NAMESPACE);
        groups.join(new UserKey(other, "bob"), List.of("a"));
        assertThat(groups.members(Users.TENANT, List.of("a"))).isEmpty();
        assertThat(groups.groupsOf(BOB)).isEmpty();
        assertThat(groups.members(other, List.of("a"))).hasSize(1);
    }

    @Test
    void who_would_be_in_too_many_groups_joins_none_of_them() {
        GroupStore groups = groups();
        assertThat(groups.join(BOB, names(Limits.MAX_GROUPS))).isTrue();
        assertThat(groups.join(BOB, List.of("g0", "one more"))).isFalse();
        assertThat(groups.groupsOf(BOB)).hasSize(Limits.MAX_GROUPS).doesNotContain("one more");
        assertThat(groups.members(Users.TENANT, List.of("one more"))).isEmpty();
        assertThat(groups.join(BOB, List.of("g0", "g1"))).isTrue();
        groups.leave(BOB, List.of("g0"));
        assertThat(groups.join(BOB, List.of("one more"))).isTrue();
    }

    @Test
    void what_was_asked_for_does_not_change() {
        GroupStore groups = groups();
        groups.join(BOB, List.of("a"));
        Set<String> before = groups.groupsOf(BOB);
        Set<UserKey> membersBefore = groups.members(Users.TENANT, List.of("a"));
        groups.join(BOB, List.of("b"));
        groups.leave(BOB, List.of("a"));
        assertThat(before).containsExactly("a");
        assertThat(membersBefore).containsExactly(BOB);
    }

    @Test
    void both_directions_agree_after_any_sequence_of_changes() {
        Seeds.each(50, (seed, random) -> {
            GroupStore groups = groups();
            Map<UserKey, Set<String>> model = new HashMap<>();
            for (int i = 0; i < 300; i++) {
                UserKey user = Users.user("u" + random.nextInt(5));
                List<String> some = IntStream.range(0, random.nextInt(3))
                        .mapToObj(n -> "g" + random.nextInt(6))
                        .toList();
                Set<String> mine = model.computeIfAbsent(user, key -> new HashSet<>());
                switch (random.nextInt(5)) {
                    case 0, 1, 2 -> {
                        groups.join(user, some);
                        mine.addAll(some);
                    }
                    case 3 -> {
                        groups.leave(user, some);
                        some.forEach(mine::remove);
                    }
                    default -> {
                        groups.leaveAll(user);
                        mine.clear();
                    }
                }
            }
            model.forEach((user, expected) -> assertThat(groups.groupsOf(user)).isEqualTo(expected));
            for (int g = 0; g < 6; g++) {
                String group = "g" + g;
                assertThat(groups.members(Users.TENANT, List.of(group)))
                        .isEqualTo(model.entrySet().stream()
                                .filter(entry -> entry.getValue().contains(group))
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet()));
            }
        });
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "g" + i).toList();
    }
}
