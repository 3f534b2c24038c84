package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A publish that comes again with the same {@code idempotency_key}. */
@Tag("M30")
class RepeatedMessagesTest {
    private final TestHub node = TestHub.alone();
    private final TestHub.Client alice = node.connect("alice", "a1", "g1");
    private final TestHub.Client bob = node.connect("bob", "b1", "g1");

    @Test
    void it_is_delivered_once_whatever_its_id_and_whichever_device_repeats_it() {
        TestHub.Client desk = node.connect("alice", "a2");
        alice.send(keyed("m1", "k").receiver("bob"));
        alice.send(keyed("m1", "k").receiver("bob"));
        desk.send(keyed("m2", "k").receiver("bob"));
        assertThat(bob.contents()).containsExactly("m1");
        assertThat(alice.received()).isEmpty();
        assertThat(node.metrics.value(Count.MESSAGES_REPEATED)).isEqualTo(2);
    }

    @Test
    void another_key_or_another_user_is_another_message() {
        alice.send(keyed("m1", "k").receiver("bob"));
        alice.send(keyed("m2", "l").receiver("bob"));
        node.connect("carol", "c1").send(keyed("m3", "k").receiver("bob"));
        assertThat(bob.contents()).containsExactly("m1", "m2", "m3");
    }

    @Test
    void the_answer_is_that_of_the_first() {
        alice.send(keyed("stored", "k1").receiver("bob").requireAck(true));
        List<String> first = alice.received();
        alice.send(keyed("stored", "k1").receiver("bob").requireAck(true));
        assertThat(alice.received().stream().map(Json::object)).containsExactly(Json.object(first.get(0)));
        alice.send(keyed("accepted", "k2").broadcastGlobal(true).requireAck(true));
        first = alice.received();
        assertThat(Json.text(first.get(0), "ack")).isEqualTo("accepted");
        alice.send(keyed("accepted", "k2").broadcastGlobal(true).requireAck(true));
        assertThat(alice.received().stream().map(Json::object)).containsExactly(Json.object(first.get(0)));
        assertThat(bob.contents()).containsExactly("stored", "accepted");
        assertThat(node.waiting("bob")).hasSize(1);
    }

    @Test
    void a_repeat_is_recognised_after_the_first_was_acknowledged() {
        alice.send(keyed("m", "k").receiver("bob").requireAck(true));
        bob.send("{\"message_type\":\"ack\",\"seq\":1}");
        assertThat(alice.acks()).containsExactly("stored", "delivered");
        alice.send(keyed("m", "k").receiver("bob").requireAck(true));
        assertThat(alice.acks()).containsExactly("stored");
        assertThat(bob.contents()).containsExactly("m");
        assertThat(node.waiting("bob")).isEmpty();
    }

    @Test
    void one_that_was_stored_for_an_absent_user_is_called_stored_again_though_nobody_asked() {
        alice.send("{\"message_type\":\"text\",\"receiver\":\"dave\",\"idempotency_key\":\"k\"}");
        List<String> first = alice.received();
        assertThat(Json.text(first.get(0), "ack")).isEqualTo("stored");
        alice.send("{\"message_type\":\"text\",\"receiver\":\"dave\",\"idempotency_key\":\"k\"}");
        assertThat(alice.received().stream().map(Json::object)).containsExactly(Json.object(first.get(0)));
        assertThat(node.waiting("dave")).hasSize(1);
    }

    @Test
    void while_the_first_is_under_way_the_repeat_is_told_to_come_back() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub held = new TestHub.Setup().executor(executor).build();
        TestHub.Client sender = held.connect("alice", "a1");
        TestHub.Client receiver = held.connect("bob", "b1");
        executor.runAll();
        sender.send(keyed("m", "k").receiver("bob").requireAck(true));
        sender.send(keyed("m", "k").receiver("bob").requireAck(true));
        assertThat(sender.errors()).containsExactly("busy");
        executor.runAll();
        assertThat(sender.acks()).containsExactly("stored");
        sender.send(keyed("m", "k").receiver("bob").requireAck(true));
        executor.runAll();
        assertThat(sender.acks()).containsExactly("stored");
        assertThat(receiver.contents()).containsExactly("m");
    }

    @Test
    void a_first_that_failed_does_not_count() {
        node.inbox.down(true);
        alice.send(keyed("m", "k").receiver("bob").requireAck(true));
        assertThat(alice.errors()).containsExactly("store_unavailable");
        node.inbox.down(false);
        alice.send(keyed("m", "k").receiver("bob").requireAck(true));
        assertThat(alice.acks()).containsExactly("stored");
        assertThat(bob.contents()).containsExactly("m");
        alice.send(keyed("n", "l").receiver("bob").receiverClient("b2"));
        assertThat(alice.errors()).containsExactly("user_offline");
        TestHub.Client late = node.connect("bob", "b2");
        alice.send(keyed("n", "l").receiver("bob").receiverClient("b2"));
        assertThat(late.contents()).containsExactly("n");
        assertThat(node.metrics.value(Count.MESSAGES_REPEATED)).isZero();
    }

    @Test
    void a_first_that_found_no_room_does_not_count() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub held = new TestHub.Setup().executor(executor).strands(1, 16).build();
        TestHub.Client sender = held.connect("alice", "a1");
        TestHub.Client receiver = held.connect("bob", "b1");
        executor.runAll();
        for (int i = 0; i < 16; i++) {
            sender.send(Frames.tracked("bob", "m" + i));
        }
        sender.send(keyed("last", "k").receiver("bob"));
        assertThat(sender.errors()).containsExactly("busy");
        executor.runAll();
        receiver.received();
        sender.send(keyed("last", "k").receiver("bob"));
        assertThat(receiver.contents()).containsExactly("last");
    }

    @Test
    void after_the_window_it_is_a_message_again() {
        alice.send(keyed("m1", "k").receiver("bob"));
        node.clock.advance(Duration.ofMinutes(2).minusMillis(1));
        alice.send(keyed("m2", "k").receiver("bob"));
        node.clock.advance(Duration.ofMillis(1));
        alice.send(keyed("m3", "k").receiver("bob"));
        assertThat(bob.contents()).containsExactly("m1", "m3");
    }

    private static MessageBuilder keyed(String content, String key) {
        return Frames.text(content).idempotencyKey(key);
    }
}
