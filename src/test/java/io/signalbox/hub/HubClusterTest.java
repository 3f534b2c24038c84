package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two hubs with one directory and one inbox between them. */
class HubClusterTest {
    private final LinkedNodes nodes = new LinkedNodes();
    private final Inbox inbox = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 10_000);
    private final TestHub a = new TestHub.Setup().node("a", nodes).inbox(inbox).build();
    private final TestHub b = new TestHub.Setup().node("b", nodes).inbox(inbox).build();
    private final TestHub.Client alice = a.connect("alice", "a1");

    @Test
    @Tag("M05")
    void a_message_reaches_the_devices_of_a_user_on_every_node_once() {
        TestHub.Client here = a.connect("bob", "here");
        TestHub.Client there = b.connect("bob", "there");
        TestHub.Client also = b.connect("bob", "also");
        alice.send(Frames.to("bob", "hello"));
        for (TestHub.Client client : List.of(here, there, also)) {
            assertThat(client.contents()).containsExactly("hello");
        }
        assertThat(nodes.sent()).hasSize(1);
        assertThat(a.waiting("bob")).isEmpty();
        assertThat(alice.received()).isEmpty();
    }

    @Test
    void messages_across_nodes_keep_the_order_of_their_sender_and_their_stamp() {
        TestHub.Client bob = b.connect("bob", "b1");
        List<String> expected = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
        expected.forEach(content -> alice.send(Frames.to("bob", content)));
        List<String> received = bob.received();
        assertThat(received.stream().map(text -> Json.text(text, "content"))).isEqualTo(expected);
        assertThat(received).allMatch(text -> "alice".equals(Json.text(text, "sender")));
    }

    @Test
    @Tag("R05")
    @Tag("H34")
    void a_tracked_message_is_acknowledged_across_nodes() {
        TestHub.Client bob = b.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "keep"));
        assertThat(alice.acks()).containsExactly("stored");
        String live = bob.received().get(0);
        assertThat(Json.text(live, "seq")).isEqualTo("1");
        assertThat(Json.text(live, "content")).isEqualTo("keep");
        bob.send(Frames.ack("keep", 1));
        assertThat(alice.acks()).containsExactly("delivered");
        assertThat(a.waiting("bob")).isEmpty();
    }

    @Test
    @Tag("M13")
    void a_broadcast_crosses_each_link_once_and_reaches_every_connection_once() {
        List<TestHub.Client> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(a.connect("u" + i, "a"));
            others.add(b.connect("u" + i, "b"));
        }
        alice.send(Frames.toAll("maintenance"));
        others.forEach(client -> assertThat(client.contents()).containsExactly("maintenance"));
        assertThat(nodes.sent()).hasSize(1);
        assertThat(alice.received()).isEmpty();
    }

    @Test
    @Tag("M09")
    void a_group_message_crosses_each_link_once_and_reaches_each_member_once() {
        TestHub.Client bob = b.connect("bob", "b1", "g1", "g2");
        TestHub.Client carol = b.connect("carol", "c1", "g2");
        TestHub.Client dave = b.connect("dave", "d1");
        TestHub.Client desk = b.connect("alice", "a2");
        alice.send(Frames.join("g1", "g2"));
        alice.received();
        alice.send(Frames.toGroups("hello", "g1", "g2"));
        assertThat(bob.contents()).containsExactly("hello");
        assertThat(carol.contents()).containsExactly("hello");
        assertThat(dave.received()).isEmpty();
        assertThat(desk.received()).as("the desk joined no group on its node").isEmpty();
        assertThat(nodes.sent()).hasSize(1);
    }

    @Test
    @Tag("H7")
    void a_message_whose_receiver_left_while_it_was_on_its_way_is_stored_once() {
        TestHub.Client bob = b.connect("bob", "b1");
        nodes.hold();
        alice.send(Frames.to("bob", "late"));
        bob.disconnect();
        nodes.deliver();
        assertThat(bob.received()).isEmpty();
        assertThat(a.waiting("bob").stream().map(entry -> entry.message().content()))
                .containsExactly("late");
        TestHub.Client again = a.open(Users.identity("bob", "b2"), new FakeWire());
        assertThat(again.contents()).containsExactly("bob", "late");
    }

    @Test
    @Tag("H7")
    void nothing_is_stored_for_who_left_when_another_device_got_it_or_the_type_is_not_kept() {
        TestHub.Client here = a.connect("bob", "here");
        TestHub.Client there = b.connect("bob", "there");
        nodes.hold();
        alice.send(Frames.to("bob", "m1"));
        there.disconnect();
        nodes.deliver();
        assertThat(here.contents()).containsExactly("m1");
        assertThat(a.waiting("bob")).isEmpty();
        TestHub.Client carol = b.connect("carol", "c1");
        alice.send("{\"message_type\":\"typing\",\"receiver\":\"carol\"}");
        carol.disconnect();
        nodes.deliver();
        assertThat(a.waiting("carol")).isEmpty();
    }

    @Test
    void a_link_that_lost_an_entry_is_noticed_at_the_next_one() {
        TestHub.Client bob = b.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "m1"));
        nodes.lose(message -> message instanceof LinkMessage.ToInbox to && to.seq() == 2);
        alice.send(Frames.tracked("bob", "m2"));
        alice.send(Frames.tracked("bob", "m3"));
        assertThat(bob.contents()).containsExactly("m1", "m2", "m3");
    }

    @Test
    void a_receiver_who_comes_to_another_node_while_the_message_is_being_stored_gets_it() {
        List<TestHub.Client> connected = new ArrayList<>();
        a.inbox.beforeAppend(() -> {
            if (connected.isEmpty()) {
                connected.add(b.connect("bob", "b1"));
            }
        });
        alice.send(Frames.to("bob", "race"));
        assertThat(connected.get(0).contents()).containsExactly("race");
    }

    @Test
    void what_is_stored_after_the_first_replay_was_read_is_told_to_the_node_of_the_receiver() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub late = new TestHub.Setup()
                .node("late", nodes)
                .inbox(inbox)
                .executor(executor)
                .strands(4096, 100)
                .build();
        TestHub.Client bob = late.connect("bob", "b1");
        // Whatever the hub planned, run the newest first: a replay that does not wait for the arrival would read now.
        int[] stored = {0};
        nodes.beforeArrival(() -> {
            if (stored[0]++ == 0) {
                while (executor.waiting() > 0) {
                    executor.run(executor.waiting() - 1);
                }
                alice.send(Frames.tracked("bob", "in between"));
            }
        });
        executor.runAll();
        assertThat(bob.contents()).containsExactly("in between");
    }

    @Test
    void a_user_is_away_only_when_the_last_node_said_so() {
        TestHub.Client here = a.connect("bob", "here");
        TestHub.Client there = b.connect("bob", "there");
        here.disconnect();
        alice.send(Frames.to("bob", "m1"));
        assertThat(there.contents()).containsExactly("m1");
        there.disconnect();
        alice.send(Frames.to("bob", "m2"));
        assertThat(a.waiting("bob")).hasSize(1);
    }

    @Test
    void a_message_for_one_client_reaches_it_on_its_node_only() {
        TestHub.Client phone = b.connect("bob", "phone");
        TestHub.Client desk = b.connect("bob", "desk");
        alice.send(Frames.text(Frames.text("hello").receiver("bob").receiverClient("desk")));
        assertThat(phone.received()).isEmpty();
        assertThat(desk.contents()).containsExactly("hello");
        assertThat(a.waiting("bob")).isEmpty();
    }
}
