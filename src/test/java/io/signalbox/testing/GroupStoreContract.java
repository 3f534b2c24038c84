package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.GroupMember;
import io.signalbox.hub.GroupNames;
import io.signalbox.hub.GroupOutcome;
import io.signalbox.hub.GroupProfile;
import io.signalbox.hub.GroupSettings;
import io.signalbox.hub.GroupStore;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Limits;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link GroupStore} does. */
public abstract class GroupStoreContract {
    private static final Tenant TENANT = Users.TENANT;
    private static final UserKey BOB = Users.user("bob");
    private static final UserKey CAROL = Users.user("carol");

    /** An empty store. */
    protected abstract GroupStore groups(GroupSettings bounds);

    private GroupStore groups() {
        return groups(GroupSettings.DEFAULTS);
    }

    @Test
    @Tag("G01")
    void a_member_is_who_joined_and_did_not_leave() {
        GroupStore groups = groups();
        assertThat(groups.join(BOB, List.of("a", "b"))).isEqualTo(joined(member(BOB, "a"), member(BOB, "b")));
        assertThat(groups.join(CAROL, List.of("b")).done()).isTrue();
        assertThat(groups.groupsOf(BOB)).containsExactlyInAnyOrder("a", "b");
        assertThat(groups.members(TENANT, List.of("b"))).containsExactlyInAnyOrder(BOB, CAROL);
        assertThat(groups.count(TENANT, "b")).isEqualTo(2);
        assertThat(groups.isMember(CAROL, "b")).isTrue();
        assertThat(groups.isMember(CAROL, "a")).isFalse();
        assertThat(groups.remove(TENANT, List.of("b", "never joined"), List.of("bob", "nobody")))
                .isEqualTo(new GroupOutcome.Done(List.of(), List.of(member(BOB, "b"))));
        assertThat(groups.groupsOf(BOB)).containsExactly("a");
        assertThat(groups.members(TENANT, List.of("b"))).containsExactly(CAROL);
    }

    @Test
    @Tag("G02")
    void joining_adding_and_leaving_are_idempotent() {
        GroupStore groups = groups();
        groups.remove(TENANT, List.of("a"), List.of("bob"));
        groups.join(BOB, List.of("a", "a"));
        assertThat(groups.join(BOB, List.of("a"))).isEqualTo(GroupOutcome.NOTHING_CHANGED);
        assertThat(groups.join(BOB, List.of())).isEqualTo(GroupOutcome.NOTHING_CHANGED);
        assertThat(groups.add(TENANT, "a", List.of("bob", "bob"))).isEqualTo(GroupOutcome.NOTHING_CHANGED);
        assertThat(groups.add(TENANT, "a", List.of())).isEqualTo(GroupOutcome.NOTHING_CHANGED);
        assertThat(groups.count(TENANT, "a")).isEqualTo(1);
        groups.remove(TENANT, List.of("a"), List.of("bob"));
        assertThat(groups.remove(TENANT, List.of("a"), List.of("bob"))).isEqualTo(GroupOutcome.NOTHING_CHANGED);
        assertThat(groups.groupsOf(BOB)).isEmpty();
        assertThat(groups.members(TENANT, List.of("a"))).isEmpty();
        assertThat(groups.add(TENANT, "b", List.of())).isEqualTo(GroupOutcome.NOTHING_CHANGED);
        assertThat(groups.groups(TENANT, "", 10)).isEmpty();
    }

    @Test
    @Tag("G01")
    void a_created_group_says_its_profile_and_stays_without_members() {
        GroupStore groups = groups();
        GroupProfile profile = new GroupProfile("Team", "bob", 5, true, "{\"x\":1}");
        assertThat(groups.create(TENANT, "a", profile)).isEqualTo(joined(member(BOB, "a")));
        assertThat(groups.profile(TENANT, "a")).contains(profile);
        assertThat(groups.members(TENANT, List.of("a"))).containsExactly(BOB);
        groups.remove(TENANT, List.of("a"), List.of("bob"));
        assertThat(groups.profile(TENANT, "a")).contains(profile);
        assertThat(groups.groups(TENANT, "", 10)).containsExactly("a");
        assertThat(groups.create(TENANT, "b", GroupProfile.OPEN)).isEqualTo(GroupOutcome.NOTHING_CHANGED);
        assertThat(groups.profile(TENANT, "c")).isEmpty();
    }

    @Test
    @Tag("G02")
    void adding_to_a_missing_group_makes_it_and_does_not_overwrite_what_is_said_of_one_that_is_there() {
        GroupStore groups = groups();
        GroupProfile profile = new GroupProfile("Team", null, 2, true, null);
        groups.create(TENANT, "a", profile);
        assertThat(groups.add(TENANT, "a", List.of("bob", "carol")).done()).isTrue();
        assertThat(groups.profile(TENANT, "a")).contains(profile);
        groups.add(TENANT, "b", List.of("bob"));
        assertThat(groups.profile(TENANT, "b")).contains(GroupProfile.OPEN);
        refuses(groups.create(TENANT, "b", profile), ErrorCode.GROUP_EXISTS);
        groups.remove(TENANT, List.of("b"), List.of("bob"));
        assertThat(groups.profile(TENANT, "b"))
                .as("it ended with its last member")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u0000", "\uD800"})
    @Tag("G01")
    @Tag("H22")
    void what_is_no_id_is_refused(String id) {
        refuses(groups().create(TENANT, id, GroupProfile.OPEN), ErrorCode.GROUP_INVALID);
    }

    @Test
    @Tag("G01")
    void ids_that_are_too_long_reserved_or_taken_are_refused() {
        GroupStore groups = groups();
        refuses(
                groups.create(TENANT, "a".repeat(Limits.MAX_ID_LENGTH + 1), GroupProfile.OPEN),
                ErrorCode.GROUP_INVALID);
        refuses(groups.create(TENANT, "__a", GroupProfile.OPEN), ErrorCode.GROUP_RESERVED);
        groups.create(TENANT, "a", GroupProfile.OPEN);
        refuses(groups.create(TENANT, "a", GroupProfile.ownedBy("bob")), ErrorCode.GROUP_EXISTS);
        assertThat(groups.groupsOf(BOB)).isEmpty();
        assertThat(groups.groups(TENANT, "", 10)).containsExactly("a");
    }

    @Test
    @Tag("G01")
    void a_disbanded_group_has_no_members_and_its_id_is_free() {
        GroupStore groups = groups();
        groups.create(TENANT, "a", GroupProfile.ownedBy("bob"));
        groups.add(TENANT, "a", List.of("carol"));
        groups.join(CAROL, List.of("b"));
        assertThat(groups.disband(TENANT, "a"))
                .isEqualTo(new GroupOutcome.Done(List.of(), List.of(member(BOB, "a"), member(CAROL, "a"))));
        assertThat(groups.groupsOf(BOB)).isEmpty();
        assertThat(groups.groupsOf(CAROL)).containsExactly("b");
        refuses(groups.disband(TENANT, "a"), ErrorCode.GROUP_NOT_FOUND);
        assertThat(groups.disband(TENANT, "b").done())
                .as("one that nobody created")
                .isTrue();
        assertThat(groups.groups(TENANT, "", 10)).isEmpty();
        assertThat(groups.namespaces(TENANT.appId())).isEmpty();
        assertThat(groups.create(TENANT, "a", GroupProfile.OPEN).done()).isTrue();
    }

    @Test
    void nobody_joins_a_closed_group_but_its_owner_and_who_is_added() {
        GroupStore groups = groups();
        groups.create(TENANT, "a", GroupProfile.ownedBy("bob").asClosed());
        refuses(groups.join(CAROL, List.of("open", "a")), ErrorCode.GROUP_CLOSED);
        assertThat(groups.groupsOf(CAROL)).as("all or nothing").isEmpty();
        groups.remove(TENANT, List.of("a"), List.of("bob"));
        assertThat(groups.join(BOB, List.of("a")).done()).isTrue();
        assertThat(groups.add(TENANT, "a", List.of("carol")).done()).isTrue();
        assertThat(groups.join(CAROL, List.of("a"))).as("already in").isEqualTo(GroupOutcome.NOTHING_CHANGED);
    }

    @Test
    @Tag("G01")
    @Tag("H71")
    void a_group_takes_no_more_than_its_maximum_and_none_of_those_who_are_too_many_together() {
        GroupStore groups = groups();
        groups.create(TENANT, "a", GroupProfile.OPEN.limitedTo(2));
        refuses(groups.add(TENANT, "a", List.of("u1", "u2", "u3")), ErrorCode.GROUP_FULL);
        assertThat(groups.count(TENANT, "a")).isZero();
        groups.add(TENANT, "a", List.of("u1", "u2"));
        refuses(groups.join(BOB, List.of("other", "a")), ErrorCode.GROUP_FULL);
        assertThat(groups.groupsOf(BOB)).isEmpty();
        assertThat(groups.add(TENANT, "a", List.of("u1")).done()).isTrue();
        groups.remove(TENANT, List.of("a"), List.of("u1"));
        assertThat(groups.join(BOB, List.of("a")).done()).isTrue();
    }

    @Test
    @Tag("H71")
    void of_a_hundred_who_join_a_group_of_ten_at_once_exactly_ten_are_in() throws Exception {
        for (int round = 0; round < 20; round++) {
            GroupStore groups = groups();
            groups.create(TENANT, "a", GroupProfile.OPEN.limitedTo(10));
            List<Callable<GroupOutcome>> adds = IntStream.range(0, 100)
                    .<Callable<GroupOutcome>>mapToObj(i -> i % 2 == 0
                            ? () -> groups.add(TENANT, "a", List.of("u" + i))
                            : () -> groups.join(Users.user("u" + i), List.of("a")))
                    .toList();
            List<GroupOutcome> outcomes = Concurrently.call(8, adds);
            assertThat(outcomes.stream().filter(GroupOutcome::done)).hasSize(10);
            assertThat(groups.count(TENANT, "a")).isEqualTo(10);
            assertThat(groups.members(TENANT, List.of("a"))).hasSize(10);
        }
    }

    @Test
    void a_node_takes_no_more_groups_and_members_than_its_bounds() {
        GroupStore groups = groups(new GroupSettings(2, 3, 4, 10, false));
        groups.create(TENANT, "a", GroupProfile.OPEN.limitedTo(100));
        refuses(groups.add(TENANT, "a", List.of("u1", "u2", "u3", "u4")), ErrorCode.GROUP_FULL);
        assertThat(groups.add(TENANT, "a", List.of("u1", "u2", "u3")).done()).isTrue();
        assertThat(groups.join(BOB, List.of("b")).done()).isTrue();
        refuses(groups.join(BOB, List.of("c")), ErrorCode.GROUPS_EXHAUSTED);
        refuses(groups.create(TENANT, "c", GroupProfile.OPEN), ErrorCode.GROUPS_EXHAUSTED);
        refuses(groups.create(TENANT, "c", GroupProfile.ownedBy("bob")), ErrorCode.GROUPS_EXHAUSTED);
        refuses(groups.join(CAROL, List.of("b")), ErrorCode.GROUPS_EXHAUSTED);
        groups.remove(TENANT, List.of("a"), List.of("u1"));
        assertThat(groups.join(CAROL, List.of("b")).done()).isTrue();
        assertThat(groups.join(CAROL, List.of(GroupNames.AGENTS)).done())
                .as("those of connections are bounded by the connections")
                .isTrue();
    }

    @Test
    void who_would_be_in_too_many_groups_joins_none_of_them() {
        GroupStore groups = groups();
        assertThat(groups.join(BOB, names(Limits.MAX_GROUPS)).done()).isTrue();
        refuses(groups.join(BOB, List.of("g0", "one more")), ErrorCode.TOO_MANY_GROUPS);
        refuses(groups.create(TENANT, "one more", GroupProfile.ownedBy("bob")), ErrorCode.TOO_MANY_GROUPS);
        refuses(groups.add(TENANT, "one more", List.of("carol", "bob")), ErrorCode.TOO_MANY_GROUPS);
        assertThat(groups.groupsOf(BOB)).hasSize(Limits.MAX_GROUPS).doesNotContain("one more");
        assertThat(groups.profile(TENANT, "one more")).isEmpty();
        assertThat(groups.join(BOB, List.of("g0", "g1")).done()).isTrue();
        assertThat(groups.join(BOB, List.of(GroupNames.AGENTS, GroupNames.DEFAULT))
                        .done())
                .as("those of the hub do not count")
                .isTrue();
        groups.remove(TENANT, List.of("g0"), List.of("bob"));
        assertThat(groups.join(BOB, List.of("one more")).done()).isTrue();
    }

    @Test
    void who_owns_too_many_groups_creates_no_more_also_after_leaving_them() {
        GroupStore groups = groups();
        for (String name : names(Limits.MAX_GROUPS)) {
            groups.create(TENANT, name, GroupProfile.ownedBy("bob"));
            groups.remove(TENANT, List.of(name), List.of("bob"));
        }
        refuses(groups.create(TENANT, "one more", GroupProfile.ownedBy("bob")), ErrorCode.TOO_MANY_GROUPS);
        groups.disband(TENANT, "g0");
        assertThat(groups.create(TENANT, "one more", GroupProfile.ownedBy("bob"))
                        .done())
                .isTrue();
    }

    @Test
    @Tag("M09")
    @Tag("M14")
    @Tag("H10")
    void a_member_of_several_of_the_groups_is_named_once() {
        GroupStore groups = groups();
        groups.join(BOB, List.of("a", "b", "c"));
        groups.join(CAROL, List.of("c"));
        assertThat(List.copyOf(groups.members(TENANT, List.of("a", "b", "c")))).containsExactlyInAnyOrder(BOB, CAROL);
        assertThat(List.copyOf(groups.membersOfAll(TENANT))).containsExactlyInAnyOrder(BOB, CAROL);
        assertThat(groups.members(TENANT, List.of())).isEmpty();
        groups.join(Users.user("eye"), List.of(GroupNames.OBSERVERS));
        groups.join(Users.user("guest"), List.of(GroupNames.DEFAULT));
        assertThat(groups.membersOfAll(TENANT)).containsExactlyInAnyOrder(BOB, CAROL, Users.user("guest"));
    }

    @Test
    @Tag("M26")
    @Tag("G05")
    void groups_of_different_tenants_are_apart_and_an_app_knows_its_namespaces() {
        GroupStore groups = groups();
        Tenant space = new Tenant(TENANT.appId(), "space");
        Tenant other = new Tenant("other", Tenant.DEFAULT_NAMESPACE);
        groups.join(new UserKey(other, "bob"), List.of("a"));
        groups.create(space, "a", GroupProfile.ownedBy("bob"));
        assertThat(groups.members(TENANT, List.of("a"))).isEmpty();
        assertThat(groups.membersOfAll(TENANT)).isEmpty();
        assertThat(groups.groupsOf(BOB)).isEmpty();
        assertThat(groups.members(other, List.of("a"))).hasSize(1);
        assertThat(groups.namespaces(TENANT.appId())).containsExactly("space");
        groups.join(BOB, List.of("b"));
        assertThat(groups.namespaces(TENANT.appId())).containsExactlyInAnyOrder("space", TENANT.namespace());
        assertThat(groups.groups(TENANT, "", 10)).containsExactly("b");
        groups.disband(space, "a");
        assertThat(groups.namespaces(TENANT.appId())).containsExactly(TENANT.namespace());
        assertThat(groups.namespaces("nobody's")).isEmpty();
    }

    @Test
    @Tag("G05")
    void members_and_groups_come_in_pages() {
        GroupStore groups = groups();
        groups.add(TENANT, "a", List.of("u3", "u1", "u2"));
        groups.add(TENANT, "c", List.of("u1"));
        groups.add(TENANT, "b", List.of("u1"));
        assertThat(groups.members(TENANT, "a", "", 2)).containsExactly("u1", "u2");
        assertThat(groups.members(TENANT, "a", "u2", 2)).containsExactly("u3");
        assertThat(groups.members(TENANT, "a", "u3", 2)).isEmpty();
        assertThat(groups.members(TENANT, "none", "", 2)).isEmpty();
        assertThat(groups.groups(TENANT, "", 2)).containsExactly("a", "b");
        assertThat(groups.groups(TENANT, "b", 2)).containsExactly("c");
    }

    @Test
    @Tag("G04")
    void a_moved_user_is_in_the_other_group_and_only_there() {
        GroupStore groups = groups();
        groups.join(BOB, List.of("a", "z"));
        assertThat(groups.move(BOB, "a", "b"))
                .isEqualTo(new GroupOutcome.Done(List.of(member(BOB, "b")), List.of(member(BOB, "a"))));
        assertThat(groups.groupsOf(BOB)).containsExactlyInAnyOrder("b", "z");
        assertThat(groups.members(TENANT, List.of("a"))).isEmpty();
        assertThat(groups.members(TENANT, List.of("b"))).containsExactly(BOB);
        assertThat(groups.groups(TENANT, "", 10)).containsExactly("b", "z");
        assertThat(groups.move(BOB, "b", "b")).isEqualTo(GroupOutcome.NOTHING_CHANGED);
        assertThat(groups.move(BOB, "b", "z")).isEqualTo(new GroupOutcome.Done(List.of(), List.of(member(BOB, "b"))));
        assertThat(groups.groupsOf(BOB)).containsExactly("z");
    }

    @Test
    @Tag("G04")
    void who_cannot_be_moved_stays() {
        GroupStore groups = groups(new GroupSettings(2, 10, 10, 10, false));
        groups.create(TENANT, "full", GroupProfile.OPEN.limitedTo(1));
        groups.join(CAROL, List.of("full"));
        refuses(groups.move(BOB, "a", "b"), ErrorCode.GROUP_NOT_MEMBER);
        groups.join(BOB, List.of("a"));
        refuses(groups.move(BOB, "a", "full"), ErrorCode.GROUP_FULL);
        groups.add(TENANT, "a", List.of("dave"));
        refuses(groups.move(BOB, "a", "third"), ErrorCode.GROUPS_EXHAUSTED);
        assertThat(groups.groupsOf(BOB)).containsExactly("a");
        groups.remove(TENANT, List.of("a"), List.of("dave"));
        assertThat(groups.move(BOB, "a", "third").done()).as("a ends with it").isTrue();
    }

    @Test
    @Tag("G04")
    void whoever_reads_while_a_user_is_moved_sees_it_in_exactly_one_of_the_groups() throws Exception {
        GroupStore groups = groups();
        groups.join(BOB, List.of("a"));
        groups.join(CAROL, List.of("a", "b"));
        Callable<Boolean> moves = () -> {
            for (int i = 0; i < 2000; i++) {
                groups.move(BOB, i % 2 == 0 ? "a" : "b", i % 2 == 0 ? "b" : "a");
            }
            return true;
        };
        Callable<Boolean> reads = () -> {
            for (int i = 0; i < 2000; i++) {
                Set<String> mine = groups.groupsOf(BOB);
                Collection<UserKey> both = groups.members(TENANT, List.of("a", "b"));
                if (mine.size() != 1 || both.size() != 2) {
                    return false;
                }
            }
            return true;
        };
        assertThat(Concurrently.call(3, List.of(moves, reads, reads))).containsOnly(true);
    }

    @Test
    void what_was_asked_for_does_not_change() {
        GroupStore groups = groups();
        groups.join(BOB, List.of("a"));
        Set<String> before = groups.groupsOf(BOB);
        Collection<UserKey> membersBefore = groups.members(TENANT, List.of("a"));
        Collection<UserKey> allBefore = groups.membersOfAll(TENANT);
        groups.join(BOB, List.of("b"));
        groups.join(CAROL, List.of("a"));
        groups.remove(TENANT, List.of("a"), List.of("bob"));
        assertThat(before).containsExactly("a");
        assertThat(membersBefore).containsExactly(BOB);
        assertThat(allBefore).containsExactly(BOB);
    }

    private static void refuses(GroupOutcome outcome, ErrorCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        GroupOutcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static GroupOutcome joined(GroupMember... members) {
        return new GroupOutcome.Done(List.of(members), List.of());
    }

    private static GroupMember member(UserKey user, String group) {
        return new GroupMember(user, group);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "g" + i).toList();
    }
}
