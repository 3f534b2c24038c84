package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.protocol.CloseCode;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is away and who is not, when the directory of the cluster is wrong or a device reads too slowly. */
class StaleDirectoryTest {
    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final LinkedNodes nodes = new LinkedNodes();
    private final Inbox inbox = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 10_000);
    private final TestHub a = node("a");
    private final TestHub b = node("b");
    private final TestHub c = node("c");
    private final TestHub.Client alice = a.connect("alice", "a1");

    @Test
    @Tag("H3")
    @Tag("H6")
    void who_is_on_the_senders_node_gets_it_live_and_once_whatever_the_directory_says() {
        TestHub.Client bob = a.connect("bob", "b1");
        nodes.forget(Users.user("bob"));
        alice.send(Frames.to("bob", "m1"));
        assertThat(alice.acks()).as("it was not stored").isEmpty();
        alice.send(Frames.tracked("bob", "m2"));
        assertThat(bob.contents()).containsExactly("m1", "m2");
        assertThat(stored()).containsExactly("m2");
        bob.send(Frames.ack("m2", 1));
        bob.disconnect();
        assertThat(reconnected(b)).as("nothing comes again").isEmpty();
    }

    @Test
    @Tag("H3")
    void what_was_stored_for_one_who_was_connected_all_the_time_comes_once_and_not_again_at_reconnect() {
        TestHub.Client bob = b.connect("bob", "b1");
        nodes.forget(Users.user("bob"));
        alice.send(Frames.to("bob", "m1"));
        alice.send(Frames.tracked("bob", "m2"));
        assertThat(alice.acks()).containsExactly("stored", "stored");
        assertThat(bob.received()).isEmpty();
        b.hub.clusterChanged();
        assertThat(bob.contents()).containsExactly("m1", "m2");
        bob.send(Frames.ack("m2", 2));
        b.hub.clusterChanged();
        assertThat(bob.received()).isEmpty();
        bob.disconnect();
        assertThat(reconnected(a)).isEmpty();
    }

    @Test
    @Tag("H6")
    void a_user_whom_the_directory_lost_is_told_to_it_again_and_gets_messages_live() {
        TestHub.Client bob = b.connect("bob", "b1");
        b.hub.start();
        nodes.forget(Users.user("bob"));
        b.scheduler.advance(REFRESH);
        alice.send(Frames.to("bob", "live"));
        assertThat(bob.contents()).containsExactly("live");
        assertThat(alice.acks()).as("it was not stored").isEmpty();
        assertThat(stored()).isEmpty();
    }

    @Test
    @Tag("H6")
    void all_users_of_a_big_node_are_told_again_in_portions() {
        List<TestHub.Client> users = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            users.add(b.connect("u" + i, "c"));
            nodes.forget(Users.user("u" + i));
        }
        b.hub.clusterChanged();
        b.hub.clusterChanged();
        assertThat(b.metrics.value(Count.DIRECTORY_REPAIRS)).isEqualTo(200);
        b.scheduler.advance(Duration.ofMillis(200));
        assertThat(b.metrics.value(Count.DIRECTORY_REPAIRS)).isEqualTo(450);
        assertThat(b.scheduler.waiting()).isZero();
        for (int i = 0; i < users.size(); i++) {
            alice.send(Frames.to("u" + i, "live"));
            assertThat(users.get(i).contents()).as("user %s", i).containsExactly("live");
        }
    }

    @Test
    @Tag("H6")
    void a_directory_that_does_not_answer_is_told_when_it_does() {
        TestHub.Client bob = b.connect("bob", "b1");
        nodes.forget(Users.user("bob"));
        nodes.directoryDown(true);
        b.hub.start();
        b.scheduler.advance(REFRESH);
        nodes.directoryDown(false);
        alice.send(Frames.tracked("bob", "meanwhile"));
        assertThat(bob.received()).isEmpty();
        b.scheduler.advance(REFRESH);
        assertThat(bob.contents()).containsExactly("meanwhile");
    }

    @Test
    void nobody_who_left_is_told_to_the_directory() {
        TestHub.Client bob = b.connect("bob", "b1");
        bob.disconnect();
        b.hub.clusterChanged();
        assertThat(nodes.directory("a").nodesOf(Users.user("bob"))).isEmpty();
    }

    @Test
    @Tag("H8")
    void that_a_user_is_away_is_never_remembered() {
        for (int i = 0; i < 3; i++) {
            int round = i;
            TestHub node = List.of(b, c, a).get(i);
            alice.send(Frames.to("bob", "away" + i));
            assertThat(alice.acks()).containsExactly("stored");
            TestHub.Client bob = node.connect("bob", "b1");
            assertThat(bob.welcome()).anyMatch(text -> text.contains("\"away" + round + "\""));
            alice.send(Frames.to("bob", "there" + i));
            assertThat(bob.contents()).as("at once, on %s", node).containsExactly("there" + i);
            assertThat(alice.acks()).as("it was not stored").isEmpty();
            bob.disconnect();
        }
    }

    @Test
    @Tag("H4")
    void a_slow_device_makes_nothing_come_again_to_a_fast_one_beside_it() {
        TestHub.Client fast = b.connect("bob", "fast");
        TestHub.Client slow = b.connect("bob", "slow");
        floods(fast, slow);
    }

    @Test
    @Tag("H4")
    void a_slow_device_makes_nothing_come_again_to_a_fast_one_on_another_node() {
        TestHub.Client fast = c.connect("bob", "fast");
        TestHub.Client slow = b.connect("bob", "slow");
        floods(fast, slow);
    }

    @Test
    @Tag("H4")
    void a_slow_device_makes_nothing_come_again_to_a_fast_one_on_the_senders_node() {
        TestHub.Client fast = a.connect("bob", "fast");
        TestHub.Client slow = b.connect("bob", "slow");
        floods(fast, slow);
    }

    /** More than the outbox of the slow one takes: it is closed, and the fast one has each exactly once. */
    private void floods(TestHub.Client fast, TestHub.Client slow) {
        slow.wire.hold();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sent.add("m" + i);
            alice.send(Frames.to("bob", "m" + i));
        }
        assertThat(slow.wire.closeCode()).isEqualTo(CloseCode.SLOW_CONSUMER.code());
        assertThat(fast.contents()).isEqualTo(sent);
        assertThat(alice.received()).as("nothing was stored").isEmpty();
        assertThat(stored()).isEmpty();
        fast.disconnect();
        assertThat(reconnected(c)).isEmpty();
    }

    /** What comes to the user after {@code client_registered} at its next connect. */
    private List<String> reconnected(TestHub node) {
        TestHub.Client again = node.open(Users.identity("bob", "again"), new FakeWire());
        return again.contents().stream()
                .filter(content -> !content.equals("bob"))
                .toList();
    }

    private List<String> stored() {
        return a.waiting("bob").stream()
                .map(entry -> String.valueOf(entry.message().content()))
                .toList();
    }

    private TestHub node(String id) {
        return new TestHub.Setup()
                .node(id, nodes)
                .inbox(inbox)
                .session("outbox-messages", 16)
                .build();
    }
}
