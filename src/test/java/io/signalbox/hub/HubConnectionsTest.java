package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import io.signalbox.session.HeartbeatListener;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HubConnectionsTest {
    private final TestHub node = TestHub.alone();

    @Test
    @Tag("C12")
    void a_connection_is_told_who_it_is_and_which_groups_its_user_is_in() {
        node.connect("alice", "phone", "g2");
        TestHub.Client desk = node.connect("alice", "desk", "g1", "a \"quoted\" one");
        assertThat(desk.welcome()).hasSize(1);
        assertThat(Json.object(desk.welcome().get(0)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "message_type",
                        "client_registered",
                        "content",
                        "alice",
                        "create_at",
                        "2026-11-22T10:00:00.000Z",
                        "data",
                        Map.of(
                                "user_id",
                                "alice",
                                "client_id",
                                "desk",
                                "device_id",
                                "desk",
                                "node_id",
                                "node-a",
                                "groups",
                                List.of("a \"quoted\" one", "g1", "g2"))));
    }

    @Test
    void a_connection_whose_groups_were_too_many_is_not_told_that_it_is_in_them() {
        node.connect(
                "alice", "a1", IntStream.range(0, 20).mapToObj(i -> "g" + i).toArray(String[]::new));
        TestHub.Client more = node.connect(
                "alice", "a2", IntStream.range(0, 20).mapToObj(i -> "h" + i).toArray(String[]::new));
        Object told = Json.object(more.welcome().get(0), "data").get("groups");
        assertThat(told)
                .isEqualTo(node.groups.groupsOf(Users.user("alice")).stream()
                        .sorted()
                        .toList());
    }

    @Test
    @Tag("H41")
    void a_newer_connection_with_the_same_client_id_replaces_the_older() {
        TestHub.Client old = node.connect("alice", "c");
        TestHub.Client fresh = node.connect("alice", "c");
        assertThat(old.wire.closeCode()).isEqualTo(4502);
        TestHub.Client bob = node.connect("bob", "b1");
        bob.send(Frames.to("alice", "hello"));
        assertThat(fresh.contents()).containsExactly("hello");
        assertThat(old.received()).isEmpty();
        old.disconnect();
        bob.send(Frames.to("alice", "still there"));
        assertThat(fresh.contents()).containsExactly("still there");
        assertThat(node.hub.sessions().size()).isEqualTo(2);
    }

    @Test
    @Tag("H41")
    @Tag("H42")
    void a_storm_of_reconnects_with_one_client_id_leaves_one_connection() {
        List<TestHub.Client> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(node.connect("alice", "c", "g"));
        }
        all.subList(0, 99).forEach(TestHub.Client::disconnect);
        assertThat(node.hub.sessions().size()).isEqualTo(1);
        assertThat(node.metrics.value(Count.CONNECTIONS_OPENED)).isEqualTo(100);
        assertThat(node.metrics.value(Count.CONNECTIONS_CLOSED)).isEqualTo(99);
        assertThat(node.groups.groupsOf(Users.user("alice"))).containsExactly("g");
        TestHub.Client bob = node.connect("bob", "b1", "g");
        bob.send(Frames.toGroups("hello", "g"));
        assertThat(all.get(99).contents()).containsExactly("hello");
    }

    @Test
    void closing_twice_counts_once() {
        TestHub.Client alice = node.connect("alice", "c");
        alice.disconnect();
        alice.disconnect();
        assertThat(node.hub.sessions().size()).isZero();
        assertThat(node.metrics.value(Count.CONNECTIONS_CLOSED)).isEqualTo(1);
    }

    @Test
    void a_full_strand_only_delays_what_must_happen() {
        QueuedExecutor executor = new QueuedExecutor();
        LinkedNodes nodes = new LinkedNodes();
        TestHub slow = new TestHub.Setup()
                .node("node-a", nodes)
                .executor(executor)
                .strands(1, 16)
                .build();
        TestHub.Client alice = slow.connect("alice", "a1");
        executor.runAll();
        for (int i = 0; i < 16; i++) {
            alice.send(Frames.tracked("bob", "m" + i));
        }
        TestHub.Client bob = slow.connect("bob", "b1");
        executor.runAll();
        assertThat(nodes.directory("node-a").nodesOf(Users.user("bob"))).isEmpty();
        slow.scheduler.advance(Duration.ofSeconds(1));
        executor.runAll();
        slow.scheduler.advance(Duration.ofSeconds(1));
        executor.runAll();
        assertThat(nodes.directory("node-a").nodesOf(Users.user("bob"))).containsExactly("node-a");
        assertThat(bob.contents()).hasSize(16);
    }

    @Test
    void while_the_cluster_does_not_answer_senders_are_told_and_arrivals_are_said_later() {
        LinkedNodes nodes = new LinkedNodes();
        TestHub clustered = new TestHub.Setup().node("node-a", nodes).build();
        TestHub.Client alice = clustered.connect("alice", "a1");
        nodes.directoryDown(true);
        TestHub.Client bob = clustered.connect("bob", "b1");
        alice.send(Frames.to("carol", "m1"));
        List<String> answers = alice.received();
        assertThat(answers).hasSize(1);
        assertThat(Json.object(answers.get(0), "data"))
                .containsEntry("code", "cluster_unavailable")
                .containsEntry("retry", true);
        nodes.directoryDown(false);
        assertThat(nodes.directory("node-a").nodesOf(Users.user("bob"))).isEmpty();
        clustered.scheduler.advance(Duration.ofSeconds(1));
        assertThat(nodes.directory("node-a").nodesOf(Users.user("bob"))).containsExactly("node-a");
        bob.disconnect();
        assertThat(nodes.directory("node-a").nodesOf(Users.user("bob"))).isEmpty();
        assertThat(clustered.scheduler.waiting()).isZero();
    }

    @Test
    void a_wire_that_fails_at_the_first_message_leaves_a_closed_session_that_can_be_removed() {
        FakeWire wire = new FakeWire();
        wire.fail();
        TestHub.Client alice = node.open(Users.identity("alice", "a1"), wire);
        assertThat(alice.session.isOpen()).isFalse();
        alice.disconnect();
        assertThat(node.hub.sessions().size()).isZero();
    }

    @Test
    void draining_closes_idle_connections_at_once_and_the_others_after_what_they_are_owed() {
        TestHub.Client idle = node.connect("alice", "a1");
        TestHub.Client busy = node.connect("bob", "b1");
        busy.wire.hold();
        for (int i = 0; i < 3; i++) {
            idle.send(Frames.to("bob", "m" + i));
        }
        node.hub.drain(Duration.ofSeconds(5));
        assertThat(idle.wire.closeCode()).isEqualTo(1001);
        assertThat(busy.wire.closeCode()).isZero();
        busy.wire.completeAll();
        assertThat(busy.contents()).containsExactly("m0", "m1", "m2");
        assertThat(busy.wire.closeCode()).isEqualTo(1001);
        assertThat(busy.wire.closeReason()).isEqualTo("going_away");
    }

    @Test
    void draining_does_not_wait_for_who_never_reads() {
        TestHub.Client alice = node.connect("alice", "a1");
        TestHub.Client stuck = node.connect("bob", "b1");
        stuck.wire.hold();
        alice.send(Frames.to("bob", "m"));
        node.hub.drain(Duration.ofSeconds(5));
        node.scheduler.advance(Duration.ofMillis(4999));
        assertThat(stuck.wire.closeCode()).isZero();
        node.scheduler.advance(Duration.ofMillis(1));
        assertThat(stuck.wire.closeCode()).isEqualTo(1001);
    }

    @Test
    void draining_ends_a_replay_at_its_page_and_the_rest_waits_for_the_next_connection() {
        TestHub paged = new TestHub.Setup().page(10).build();
        TestHub.Client alice = paged.connect("alice", "a1");
        for (int i = 0; i < 50; i++) {
            alice.send(Frames.to("bob", "m" + i));
        }
        FakeWire wire = new FakeWire();
        wire.hold();
        paged.open(Users.identity("bob", "b1"), wire);
        wire.complete(true);
        paged.hub.drain(Duration.ofSeconds(5));
        wire.completeAll();
        assertThat(wire.closeCode()).isEqualTo(1001);
        int written = wire.texts().size() - 1;
        assertThat(written).isEqualTo(10);
        assertThat(paged.waiting("bob")).hasSize(40);
    }

    @Test
    void draining_before_the_first_page_is_read_still_closes() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub slow = new TestHub.Setup().executor(executor).page(10).build();
        TestHub.Client alice = slow.connect("alice", "a1");
        executor.runAll();
        for (int i = 0; i < 25; i++) {
            alice.send(Frames.to("bob", "m" + i));
        }
        executor.runAll();
        FakeWire wire = new FakeWire();
        wire.hold();
        slow.open(Users.identity("bob", "b1"), wire);
        slow.hub.drain(Duration.ofSeconds(5));
        executor.runAll();
        while (wire.complete(true)) {
            executor.runAll();
        }
        assertThat(wire.closeCode()).isEqualTo(1001);
    }

    @Test
    @Tag("C31")
    @Tag("H53")
    void who_sends_too_much_is_told_when_to_go_on_and_nothing_of_it_is_handed_on() {
        TestHub limited = new TestHub.Setup().session("rate", 1, "burst", 2).build();
        TestHub.Client flood = limited.connect("alice", "a1");
        TestHub.Client bob = limited.connect("bob", "b1");
        for (int i = 0; i < 4; i++) {
            flood.send(Frames.to("bob", "m" + i));
        }
        assertThat(bob.contents()).containsExactly("m0", "m1");
        List<String> answers = flood.received();
        assertThat(answers).hasSize(2);
        assertThat(Json.object(answers.get(0), "data"))
                .containsEntry("code", "rate_limited")
                .containsEntry("retry", true)
                .hasEntrySatisfying(
                        "number", number -> assertThat(String.valueOf(number)).isEqualTo("80801"))
                .hasEntrySatisfying(
                        "retry_after_ms",
                        wait -> assertThat(String.valueOf(wait)).isEqualTo("1000"));
        limited.clock.advance(Duration.ofSeconds(1));
        flood.send(Frames.to("bob", "later"));
        assertThat(bob.contents()).containsExactly("later");
    }

    @Test
    @Tag("C30")
    void a_hook_may_forbid_that_a_heartbeat_counts_and_it_is_answered_all_the_same() {
        TestHub hooked = new TestHub.Setup()
                .heartbeat(new HeartbeatListener() {
                    @Override
                    public boolean before(ClientSession session) {
                        return false;
                    }
                })
                .build();
        TestHub.Client alice = hooked.connect("alice", "a1");
        hooked.clock.advance(Duration.ofSeconds(5));
        alice.send("{\"message_type\":\"ping\",\"message_id\":\"p\"}");
        assertThat(Json.text(alice.received().get(0), "message_type")).isEqualTo("pong");
        assertThat(alice.session.lastSeen()).isEqualTo(ManualClock.START);
        alice.send("not even json");
        assertThat(alice.session.lastSeen()).isEqualTo(hooked.clock.instant());
    }

    @Test
    @Tag("H44")
    void a_connection_whose_write_failed_is_gone_at_once() {
        TestHub hub = TestHub.alone();
        TestHub.Client alice = hub.connect("alice", "a1");
        alice.wire.fail();
        hub.connect("bob", "b1").send(Frames.to("alice", "m"));
        assertThat(hub.hub.sessions().of(Users.user("alice"))).isEmpty();
        assertThat(alice.session.disconnect()).extracting(Disconnect::reason).isEqualTo(Disconnect.Reason.WRITE_ERROR);
    }
}
