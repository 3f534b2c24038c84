package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Membership over the life of connections, moves, and who is told of changes. */
class GroupsTest {
    private final TestHub node = TestHub.alone();

    @Test
    @Tag("G02")
    void membership_outlives_the_last_connection() {
        TestHub.Client alice = node.connect("alice", "a1", "g");
        alice.disconnect();
        assertThat(node.hub.groups().of(Users.user("alice"))).containsExactly("g");
        assertThat(Json.object(node.connect("alice", "a2").welcome().get(0), "data"))
                .containsEntry("groups", List.of("g"));
    }

    @Test
    @Tag("G03")
    @Tag("H59")
    void agents_and_bots_are_in_their_group_until_the_last_of_their_devices_leaves() {
        for (UserType type : List.of(UserType.AGENT, UserType.BOT)) {
            UserKey user = Users.user(type.wireName());
            TestHub.Client phone =
                    node.connect(Users.identity(user, "phone", "g").as(type));
            TestHub.Client desk = node.connect(Users.identity(user, "desk").as(type));
            assertThat(Json.object(phone.welcome().get(0), "data"))
                    .containsEntry("groups", List.of(GroupNames.AGENTS, "g"));
            phone.disconnect();
            assertThat(node.hub.groups().isMember(user, GroupNames.AGENTS)).isTrue();
            desk.disconnect();
            assertThat(node.hub.groups().of(user)).containsExactly("g");
        }
        assertThat(node.hub.groups().count(Users.TENANT, GroupNames.AGENTS)).isZero();
    }

    @Test
    @Tag("G03")
    @Tag("H59")
    void the_end_of_an_agent_in_one_namespace_is_no_end_in_another() {
        UserKey here = Users.user("al");
        UserKey there = new UserKey(new Tenant(Tenant.DEFAULT_APP, "there"), "al");
        TestHub.Client one = node.connect(Users.identity(here, "c1").as(UserType.AGENT));
        node.connect(Users.identity(there, "c1").as(UserType.AGENT));
        one.disconnect();
        assertThat(node.hub.groups().isMember(here, GroupNames.AGENTS)).isFalse();
        assertThat(node.hub.groups().isMember(there, GroupNames.AGENTS)).isTrue();
    }

    @Test
    @Tag("G03")
    @Tag("H59")
    void the_late_end_of_an_earlier_connection_takes_a_newer_one_out_of_nothing() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub slow = new TestHub.Setup().executor(executor).build();
        TestHub.Client old = slow.connect(Users.identity("al", "old").as(UserType.AGENT));
        executor.runAll();
        old.disconnect();
        slow.connect(Users.identity("al", "fresh").as(UserType.AGENT));
        executor.runAll();
        assertThat(slow.hub.groups().of(Users.user("al"))).containsExactly(GroupNames.AGENTS);
    }

    @Test
    @Tag("G03")
    @Tag("H59")
    void an_agent_who_connects_while_the_end_of_its_last_connection_is_dealt_with_stays_in_the_group()
            throws InterruptedException {
        GroupStore store = new InMemoryGroupStore();
        Runnable[] beforeRemove = {() -> {}};
        GroupStore interrupted = (GroupStore) Proxy.newProxyInstance(
                GroupStore.class.getClassLoader(), new Class<?>[] {GroupStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("remove")) {
                        Runnable hook = beforeRemove[0];
                        beforeRemove[0] = () -> {};
                        hook.run();
                    }
                    return method.invoke(store, arguments);
                });
        TestHub shared = new TestHub.Setup().groups(interrupted).build();
        TestHub.Client old = shared.connect(Users.identity("al", "old").as(UserType.AGENT));
        Thread opening =
                new Thread(() -> shared.connect(Users.identity("al", "fresh").as(UserType.AGENT)));
        beforeRemove[0] = () -> {
            opening.start();
            try {
                // Either it gets through now, or it has to wait for us: both are fine.
                opening.join(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        old.disconnect();
        opening.join(10_000);
        assertThat(store.groupsOf(Users.user("al"))).containsExactly(GroupNames.AGENTS);
    }

    @Test
    @Tag("G03")
    void an_observer_is_in_the_group_of_observers_and_in_none_that_it_named() {
        TestHub.Client eye = node.connect(Users.identity("eye", "e1", "g").as(UserType.OBSERVER));
        assertThat(node.hub.groups().of(Users.user("eye"))).containsExactly(GroupNames.OBSERVERS);
        eye.disconnect();
        assertThat(node.hub.groups().of(Users.user("eye"))).isEmpty();
        assertThat(node.hub.groups().namespaces(Tenant.DEFAULT_APP)).isEmpty();
    }

    @Test
    @Tag("G02")
    void who_names_no_group_is_in_the_default_group_if_there_is_one() {
        TestHub with = new TestHub.Setup()
                .groups(new GroupSettings(10, 10, 10, 10, true))
                .build();
        TestHub.Client alice = with.connect("alice", "a1");
        TestHub.Client bob = with.connect("bob", "b1");
        with.connect("carol", "c1", "g");
        assertThat(with.hub.groups().members(Users.TENANT, GroupNames.DEFAULT, "", 10))
                .containsExactly("alice", "bob");
        alice.send(Frames.toGroups("hello", GroupNames.DEFAULT));
        assertThat(bob.contents()).containsExactly("hello");
        node.connect("dave", "d1");
        assertThat(node.hub.groups().of(Users.user("dave"))).isEmpty();
    }

    @Test
    @Tag("H72")
    void who_joined_at_connect_and_is_added_again_gets_one_copy() {
        TestHub.Client alice = node.connect("alice", "a1", "g");
        TestHub.Client bob = node.connect("bob", "b1", "g");
        node.hub.groups().add(Users.TENANT, "g", List.of("bob", "alice"));
        bob.send(Frames.join("g"));
        bob.received();
        alice.send(Frames.toGroups("hello", "g"));
        assertThat(bob.contents()).containsExactly("hello");
    }

    @Test
    @Tag("G04")
    void a_moved_user_is_told_on_every_device_when_there_is_one() {
        TestHub.Client phone = node.connect("alice", "phone", "a");
        TestHub.Client desk = node.connect("alice", "desk");
        assertThat(node.hub.groups().move(Users.user("alice"), "a", "b").done()).isTrue();
        for (TestHub.Client device : List.of(phone, desk)) {
            List<String> told = device.received();
            assertThat(told).hasSize(1);
            assertThat(Json.text(told.get(0), "message_type")).isEqualTo("group_changed");
            assertThat(Json.object(told.get(0), "data"))
                    .isEqualTo(Map.of("from_group", "a", "to_group", "b", "namespace", Tenant.DEFAULT_NAMESPACE));
        }
        assertThat(node.waiting("alice")).isEmpty();
    }

    @Test
    @Tag("G04")
    void a_moved_user_who_is_away_is_told_at_the_next_connect() {
        node.connect("alice", "a1", "a").disconnect();
        node.hub.groups().move(Users.user("alice"), "a", "b");
        assertThat(node.waiting("alice")).hasSize(1);
        TestHub.Client again = node.connect("alice", "a1");
        assertThat(again.welcome()).hasSize(2);
        assertThat(Json.text(again.welcome().get(1), "message_type")).isEqualTo("group_changed");
        assertThat(Json.text(again.welcome().get(1), "source")).isEqualTo("offline");
    }

    @Test
    @Tag("G04")
    void who_is_not_moved_is_not_told() {
        TestHub.Client alice = node.connect("alice", "a1", "a");
        UserKey user = Users.user("alice");
        assertThat(node.hub.groups().move(user, "b", "c").done()).isFalse();
        assertThat(node.hub.groups().move(user, "a", "__b").done()).isFalse();
        assertThat(node.hub.groups().move(user, "a", "a").done()).isTrue();
        assertThat(alice.received()).isEmpty();
    }

    @Test
    @Tag("R11")
    void listeners_are_told_of_what_was_done_and_of_nothing_else() {
        List<String> told = new ArrayList<>();
        Groups groups = new TestHub.Setup()
                .groups(GroupListener.all(List.of(new Failing(), new Recorder(told))))
                .build()
                .hub
                .groups();
        groups.create(Users.TENANT, "g", GroupProfile.ownedBy("al").limitedTo(2));
        groups.create(Users.TENANT, "g", GroupProfile.ownedBy("bo"));
        groups.add(Users.TENANT, "g", List.of("al", "bo"));
        groups.join(Users.user("cy"), List.of("g"));
        groups.leave(Users.user("cy"), List.of("g"));
        groups.move(Users.user("bo"), "g", "h");
        groups.disband(Users.TENANT, "g");
        groups.disband(Users.TENANT, "g");
        assertThat(told)
                .containsExactly(
                        "created g",
                        "al joined g",
                        "bo joined g",
                        "bo joined h",
                        "bo left g",
                        "al left g",
                        "disbanded g");
    }

    @Test
    @Tag("R11")
    void listeners_are_told_of_joining_by_connecting_under_no_lock() throws InterruptedException {
        List<String> told = new ArrayList<>();
        TestHub[] hub = new TestHub[1];
        GroupListener connecting = new Recorder(told) {
            @Override
            public void joined(GroupMember member) {
                super.joined(member);
                if (member.group().equals("g")) {
                    Thread other = new Thread(() -> hub[0].connect("bob", "b1", "h"));
                    other.start();
                    try {
                        other.join(10_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    told.add("other thread done: " + !other.isAlive());
                }
            }
        };
        hub[0] = new TestHub.Setup().groups(connecting).build();
        hub[0].connect("alice", "a1", "g");
        assertThat(told).containsExactly("alice joined g", "bob joined h", "other thread done: true");
    }

    private static class Recorder implements GroupListener {
        private final List<String> told;

        Recorder(List<String> told) {
            this.told = told;
        }

        @Override
        public void created(Tenant tenant, String group, GroupProfile profile) {
            told.add("created " + group);
        }

        @Override
        public void disbanded(Tenant tenant, String group) {
            told.add("disbanded " + group);
        }

        @Override
        public void joined(GroupMember member) {
            told.add(member.user().userId() + " joined " + member.group());
        }

        @Override
        public void left(GroupMember member) {
            told.add(member.user().userId() + " left " + member.group());
        }
    }

    private static final class Failing implements GroupListener {
        @Override
        public void created(Tenant tenant, String group, GroupProfile profile) {
            throw new IllegalStateException("told to fail");
        }

        @Override
        public void joined(GroupMember member) {
            throw new IllegalStateException("told to fail");
        }
    }
}
