package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The order of what clients send while some of it is being stored. */
class LanesTest {
    private final TestHub node = TestHub.alone();
    private final TestHub.Client alice = node.connect("alice", "a1");
    private final TestHub.Client bob = node.connect("bob", "b1");

    @Test
    @Tag("R02")
    void nobody_is_told_stored_and_nothing_is_delivered_before_the_store_answered() {
        node.inbox.hold();
        alice.send(Frames.tracked("bob", "t1"));
        assertThat(alice.acks()).isEmpty();
        assertThat(bob.contents()).isEmpty();
        node.inbox.release(1);
        assertThat(alice.acks()).containsExactly("stored");
        assertThat(bob.contents()).containsExactly("t1");
    }

    @Test
    void several_tracked_messages_of_one_sender_are_stored_together_and_answered_in_order() {
        node.inbox.hold();
        for (int i = 1; i <= 5; i++) {
            alice.send(Frames.tracked("bob", "t" + i));
        }
        assertThat(node.inbox.held()).isEqualTo(5);
        node.inbox.release(5);
        assertThat(replied(alice)).containsExactly("t1", "t2", "t3", "t4", "t5");
        assertThat(bob.contents()).containsExactly("t1", "t2", "t3", "t4", "t5");
    }

    @Test
    void what_is_not_stored_first_waits_behind_what_is() {
        node.inbox.hold();
        alice.send(Frames.tracked("bob", "t1"));
        alice.send(Frames.to("bob", "live 1"));
        alice.send(Frames.tracked("bob", "t2"));
        alice.send(Frames.to("bob", "live 2"));
        assertThat(bob.contents()).isEmpty();
        assertThat(node.inbox.held()).as("t2 waits for what is before it").isEqualTo(1);
        node.inbox.release(1);
        assertThat(bob.contents()).containsExactly("t1", "live 1");
        node.inbox.release(1);
        assertThat(bob.contents()).containsExactly("t2", "live 2");
        alice.send(Frames.to("bob", "live 3"));
        assertThat(bob.contents()).as("nothing waits any more").containsExactly("live 3");
    }

    @Test
    @Tag("R13")
    void others_do_not_wait() {
        node.inbox.hold();
        alice.send(Frames.tracked("bob", "t1"));
        TestHub.Client carol = node.connect("carol", "c1");
        carol.send(Frames.to("bob", "live"));
        assertThat(bob.contents()).containsExactly("live");
        node.inbox.release(1);
        assertThat(bob.contents()).containsExactly("t1");
    }

    @Test
    void a_message_that_could_not_be_stored_does_not_keep_the_next_from_coming() {
        node.inbox.hold();
        alice.send(Frames.tracked("bob", "t1"));
        node.inbox.down(true);
        alice.send(Frames.tracked("bob", "t2"));
        node.inbox.down(false);
        alice.send(Frames.to("bob", "live"));
        assertThat(alice.errors()).containsExactly("store_unavailable");
        node.inbox.release(1);
        assertThat(alice.acks()).containsExactly("stored");
        assertThat(bob.contents()).containsExactly("t1", "live");
    }

    @Test
    void a_sender_with_very_many_on_the_way_is_told_busy() {
        node.inbox.hold();
        for (int i = 0; i < 1100; i++) {
            alice.send(Frames.tracked("bob", "t" + i));
        }
        assertThat(node.inbox.held()).as("with the store").isEqualTo(256);
        assertThat(alice.errors()).hasSize(1100 - 1024).containsOnly("busy");
        while (node.inbox.held() > 0) {
            node.inbox.release(node.inbox.held());
        }
        assertThat(alice.acks()).hasSize(1024);
        assertThat(bob.contents()).hasSize(1024).startsWith("t0", "t1").endsWith("t1023");
    }

    private static List<Object> replied(TestHub.Client client) {
        return client.received().stream()
                .filter(text -> "ack".equals(Json.text(text, "message_type")))
                .<Object>map(text -> Json.text(text, "message_id"))
                .toList();
    }
}
