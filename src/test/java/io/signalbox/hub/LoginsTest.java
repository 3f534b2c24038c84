package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.protocol.Priority;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import io.signalbox.session.LoginPolicy;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoginsTest {
    @Test
    @Tag("C18")
    @Tag("C22")
    void the_third_of_two_devices_puts_the_least_recently_active_one_offline_with_a_message() {
        TestHub node = hub(limit(LoginPolicy.KICK_OLD, 2, true));
        TestHub.Client first = node.connect("alice", "first");
        node.clock.advance(Duration.ofSeconds(1));
        TestHub.Client second = node.connect("alice", "second");
        node.clock.advance(Duration.ofSeconds(1));
        first.send("{\"message_type\":\"ping\"}");
        first.received();
        TestHub.Client third = node.connect("alice", "third");
        List<String> told = second.received();
        assertThat(told).hasSize(1);
        assertThat(Json.text(told.get(0), "message_type")).isEqualTo("force_offline");
        assertThat(Json.text(told.get(0), "content")).isEqualTo("elsewhere");
        assertThat(Json.object(told.get(0), "data")).isEqualTo(Map.of("content_extra", "login_limit"));
        assertThat(second.wire.closeCode()).isEqualTo(4504);
        assertThat(node.metrics.value(LabelledCount.DISCONNECTS, Disconnect.Reason.FORCE_OFFLINE))
                .isEqualTo(1);

        node.connect("bob", "b").send(Frames.to("alice", "hello"));
        assertThat(first.contents()).containsExactly("hello");
        assertThat(third.contents()).containsExactly("hello");
        assertThat(second.received()).isEmpty();
        counted(node, 3);
        second.disconnect();
        counted(node, 3);
    }

    @Test
    @Tag("C22")
    void without_notification_the_connection_is_closed_in_silence() {
        TestHub node = hub(limit(LoginPolicy.KICK_OLD, 1, false));
        TestHub.Client first = node.connect("alice", "first");
        node.connect("alice", "second");
        assertThat(first.received()).isEmpty();
        assertThat(first.wire.closeCode()).isEqualTo(4504);
    }

    @Test
    @Tag("C17")
    void without_multi_login_every_other_connection_goes() {
        TestHub node = hub(new LoginSettings(LoginPolicy.KICK_OLD, false, 0, Map.of(), true, "x"));
        TestHub.Client first = node.connect("alice", "first");
        TestHub.Client second = node.connect("alice", "second");
        assertThat(first.wire.closeCode()).isEqualTo(4504);
        assertThat(second.wire.closeCode()).isZero();
        assertThat(node.hub.sessions().of(Users.user("alice"))).containsExactly(second.session);
    }

    @Test
    @Tag("C16")
    void by_default_a_user_may_have_any_number() {
        TestHub node = TestHub.alone();
        List<TestHub.Client> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(node.connect("alice", "c" + i));
        }
        assertThat(all).allMatch(client -> client.wire.closeCode() == 0);
    }

    @Test
    @Tag("C19")
    void with_kick_new_the_new_one_is_told_nothing_and_leaves_nothing_behind() {
        TestHub node = hub(limit(LoginPolicy.KICK_NEW, 1, true));
        TestHub.Client first = node.connect("alice", "first", "g1");
        assertThat(node.hub.refusesLogin(Users.identity("alice", "second"))).isTrue();
        assertThat(node.hub.refusesLogin(Users.identity("alice", "first"))).isFalse();
        assertThat(node.hub.refusesLogin(Users.identity("bob", "second"))).isFalse();
        TestHub.Client second = node.open(Users.identity("alice", "second", "g1", "g2"), new FakeWire());
        assertThat(second.wire.closeCode()).isEqualTo(4506);
        assertThat(second.wire.closeReason()).isEqualTo("login_limit");
        assertThat(second.received()).isEmpty();
        assertThat(second.session.isOpen()).isFalse();
        assertThat(node.groups.groupsOf(Users.user("alice"))).containsExactly("g1");
        second.disconnect();
        counted(node, 1);
        assertThat(node.metrics.value(LabelledCount.DISCONNECTS, Disconnect.Reason.LOGIN_LIMIT))
                .isEqualTo(1);
        node.connect("bob", "b").send(Frames.to("alice", "still here"));
        assertThat(first.contents()).containsExactly("still here");
        first.disconnect();
        assertThat(node.connect("alice", "second").wire.closeCode()).isZero();
    }

    @Test
    @Tag("C18")
    void a_phone_puts_a_phone_offline_and_no_page() {
        TestHub node = hub(new LoginSettings(LoginPolicy.KICK_OLD, true, 0, Map.of(ClientType.MOBILE, 1), true, "x"));
        TestHub.Client page = node.connect("alice", "page");
        TestHub.Client phone = node.connect(Users.identity("alice", "p1").from(ClientType.MOBILE));
        node.connect(Users.identity("alice", "p2").from(ClientType.MOBILE));
        assertThat(phone.wire.closeCode()).isEqualTo(4504);
        assertThat(page.wire.closeCode()).isZero();
    }

    @Test
    @Tag("H57")
    void users_of_two_apps_with_the_same_id_do_not_put_each_other_offline() {
        TestHub node = hub(limit(LoginPolicy.KICK_OLD, 1, true));
        TestHub.Client here = node.connect("alice", "c");
        TestHub.Client there = node.connect(Users.identity(new UserKey(new Tenant("b", "n"), "alice"), "d"));
        assertThat(here.wire.closeCode()).isZero();
        assertThat(there.wire.closeCode()).isZero();
    }

    @Test
    @Tag("C20")
    @Tag("H41")
    void a_reconnect_with_the_same_client_id_replaces_and_its_old_end_removes_nobody() {
        TestHub node = hub(limit(LoginPolicy.KICK_OLD, 1, true));
        TestHub.Client old = node.connect("alice", "c");
        TestHub.Client fresh = node.connect("alice", "c");
        assertThat(old.wire.closeCode()).isEqualTo(4502);
        assertThat(old.received()).isEmpty();
        old.disconnect();
        assertThat(node.hub.sessions().of(Users.user("alice"))).containsExactly(fresh.session);
        counted(node, 1);
    }

    @Test
    @Tag("H58")
    @Tag("H42")
    void many_logins_at_the_same_time_leave_exactly_as_many_as_allowed() throws Exception {
        TestHub node = hub(limit(LoginPolicy.KICK_OLD, 3, true));
        List<FakeWire> wires = Collections.synchronizedList(new ArrayList<>());
        ExecutorService executor = Executors.newFixedThreadPool(4);
        for (int thread = 0; thread < 4; thread++) {
            String prefix = "c" + thread + "-";
            executor.execute(() -> {
                for (int i = 0; i < 50; i++) {
                    FakeWire wire = new FakeWire();
                    wires.add(wire);
                    node.hub.open(Users.identity("alice", prefix + i), wire);
                }
            });
        }
        executor.shutdown();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(wires).hasSize(200);
        assertThat(node.hub.sessions().of(Users.user("alice"))).hasSize(3).allMatch(ClientSession::isOpen);
        assertThat(wires.stream().filter(wire -> wire.closeCode() == 4504)).hasSize(197);
        assertThat(wires.stream().filter(wire -> wire.closeCode() == 0)).hasSize(3);
        assertThat(node.metrics.value(LabelledCount.DISCONNECTS, Disconnect.Reason.FORCE_OFFLINE))
                .isEqualTo(197);
        counted(node, 3);
    }

    @Test
    @Tag("C12")
    void the_application_greets_after_the_registration() {
        TestHub node = new TestHub.Setup()
                .welcome(identity -> identity.user().userId().equals("alice")
                        ? new WelcomeProvider.Welcome(
                                "Hi \"A\"", "welcome back", Map.of("unread", "3", "title", "x"), Priority.URGENT)
                        : null)
                .build();
        List<String> said = node.connect("alice", "c").welcome();
        assertThat(said).hasSize(2);
        assertThat(Json.text(said.get(0), "message_type")).isEqualTo("client_registered");
        assertThat(Json.text(said.get(1), "message_type")).isEqualTo("welcome");
        assertThat(Json.text(said.get(1), "content")).isEqualTo("welcome back");
        assertThat(Json.text(said.get(1), "priority")).isEqualTo("urgent");
        assertThat(Json.object(said.get(1), "data")).isEqualTo(Map.of("title", "Hi \"A\"", "unread", "3"));
        assertThat(node.connect("bob", "c").welcome()).hasSize(1);
    }

    @Test
    @Tag("C12")
    void a_greeting_that_fails_costs_nobody_the_connection() {
        TestHub node = new TestHub.Setup()
                .welcome(identity -> {
                    throw new IllegalStateException("no database");
                })
                .build();
        TestHub.Client alice = node.connect("alice", "c");
        assertThat(alice.welcome()).hasSize(1);
        assertThat(alice.session.isOpen()).isTrue();
    }

    private static void counted(TestHub node, int open) {
        assertThat(node.hub.sessions().size()).isEqualTo(open);
        assertThat(node.metrics.value(Count.CONNECTIONS_OPENED) - node.metrics.value(Count.CONNECTIONS_CLOSED))
                .isEqualTo(open);
    }

    private static TestHub hub(LoginSettings settings) {
        return new TestHub.Setup().login(settings).build();
    }

    private static LoginSettings limit(LoginPolicy policy, int perUser, boolean notifies) {
        return new LoginSettings(policy, true, perUser, Map.of(), notifies, "elsewhere");
    }
}
