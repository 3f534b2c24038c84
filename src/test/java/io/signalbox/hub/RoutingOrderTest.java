package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.TestHub;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages that are routed where they were read, and those that have to wait on a strand: in one order. */
@Tag("M08")
class RoutingOrderTest {
    private final QueuedExecutor executor = new QueuedExecutor();

    @Test
    void what_needs_to_wait_for_nothing_is_routed_by_the_thread_that_read_it() {
        TestHub node = node(1024);
        TestHub.Client alice = node.connect("alice", "a1", "g");
        TestHub.Client bob = node.connect("bob", "b1", "g");
        executor.runAll();
        alice.send(Frames.to("bob", "one"));
        alice.send(Frames.toGroups("two", "g"));
        alice.send(Frames.toAll("three"));
        assertThat(executor.waiting()).isZero();
        assertThat(bob.contents()).containsExactly("one", "two", "three");
    }

    @Test
    void what_has_to_be_stored_waits_and_what_comes_behind_it_does_not_overtake_it() {
        TestHub node = node(1024);
        TestHub.Client alice = node.connect("alice", "a1", "g");
        TestHub.Client bob = node.connect("bob", "b1", "g");
        TestHub.Client carol = node.connect("carol", "c1");
        executor.runAll();
        alice.send(Frames.tracked("bob", "tracked"));
        alice.send(Frames.to("bob", "untracked"));
        alice.send(Frames.toGroups("to the group", "g"));
        alice.send(Frames.command("group_leave", "g"));
        alice.send(Frames.toGroups("too late", "g"));
        carol.send(Frames.to("bob", "somebody else's"));
        assertThat(bob.contents()).containsExactly("somebody else's");
        executor.runAll();
        assertThat(bob.contents()).containsExactly("tracked", "untracked", "to the group");
        assertThat(alice.errors()).containsExactly("group_not_member");
        alice.send(Frames.to("bob", "on the spot again"));
        assertThat(bob.contents()).containsExactly("on the spot again");
    }

    @Test
    void a_store_that_fails_does_not_hold_up_what_comes_behind() {
        TestHub node = node(1024);
        TestHub.Client alice = node.connect("alice", "a1");
        TestHub.Client bob = node.connect("bob", "b1");
        executor.runAll();
        node.inbox.down(true);
        alice.send(Frames.tracked("bob", "tracked"));
        alice.send(Frames.to("bob", "untracked"));
        executor.runAll();
        assertThat(alice.errors()).containsExactly("store_unavailable");
        alice.send(Frames.to("bob", "on the spot again"));
        assertThat(bob.contents()).containsExactly("untracked", "on the spot again");
    }

    @Test
    void while_a_strand_is_full_messages_are_refused_and_none_overtakes() {
        TestHub node = node(16);
        TestHub.Client alice = node.connect("alice", "a1");
        TestHub.Client bob = node.connect("bob", "b1");
        executor.runAll();
        for (int i = 0; i < 16; i++) {
            alice.send(Frames.tracked("bob", "m" + i));
        }
        alice.send(Frames.to("bob", "refused"));
        alice.send(Frames.tracked("bob", "refused too"));
        alice.send(Frames.join("g"));
        assertThat(alice.errors()).containsExactly("busy", "busy", "busy");
        assertThat(bob.received()).isEmpty();
        executor.runAll();
        alice.received();
        alice.send(Frames.to("bob", "now"));
        List<String> expected =
                new ArrayList<>(IntStream.range(0, 16).mapToObj(i -> "m" + i).toList());
        expected.add("now");
        assertThat(bob.contents()).isEqualTo(expected);
    }

    @Test
    void ten_thousand_of_any_kind_arrive_in_the_order_of_sending_whatever_the_strands_do() {
        Seeds.each(5, (seed, random) -> mix(random));
    }

    private void mix(Random random) {
        TestHub node = node(100_000);
        TestHub.Client alice = node.connect("alice", "a1", "g");
        List<TestHub.Client> receivers = List.of(node.connect("bob", "b1", "g"), node.connect("carol", "c1", "g"));
        executor.runAll();
        List<List<String>> expected = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<String>> received = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 10_000; i++) {
            String content = "m" + i;
            int to = random.nextInt(3);
            String user = to == 0 ? "bob" : "carol";
            if (to == 2) {
                alice.send(Frames.toGroups(content, "g"));
                expected.forEach(list -> list.add(content));
            } else {
                boolean tracked = random.nextInt(10) == 0;
                alice.send(tracked ? Frames.tracked(user, content) : Frames.to(user, content));
                expected.get(to).add(content);
            }
            while (random.nextInt(4) == 0 && executor.waiting() > 0) {
                executor.run(random.nextInt(executor.waiting()));
            }
            if (i % 500 == 0) {
                take(receivers, received);
                alice.received();
            }
        }
        executor.runAll();
        take(receivers, received);
        assertThat(received.get(0)).isEqualTo(expected.get(0));
        assertThat(received.get(1)).isEqualTo(expected.get(1));
        assertThat(alice.errors()).isEmpty();
    }

    private static void take(List<TestHub.Client> receivers, List<List<String>> received) {
        for (int r = 0; r < receivers.size(); r++) {
            for (String text : receivers.get(r).received()) {
                received.get(r).add(String.valueOf(Json.text(text, "content")));
            }
        }
    }

    private TestHub node(int capacity) {
        return new TestHub.Setup().executor(executor).strands(4, capacity).build();
    }
}
