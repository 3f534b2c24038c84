package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.Frames;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.SwitchableInbox;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Devices acknowledge one entry or all up to one; what comes while the database works goes together. */
class AcknowledgementsTest {
    private final Inbox store = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 10_000);
    private final QueuedExecutor executor = new QueuedExecutor();
    private final TestHub node =
            new TestHub.Setup().inbox(store).executor(executor).build();
    private final TestHub.Client alice = node.connect("alice", "a1");
    private final TestHub.Client bob = node.connect("bob", "phone");

    AcknowledgementsTest() {
        executor.runAll();
        alice.received();
    }

    @Test
    @Tag("R03")
    void five_thousand_acknowledgements_cost_a_handful_of_transactions_and_each_sender_is_told_once() {
        send(5000);
        for (int i = 0; i < 5000; i++) {
            bob.send(Frames.ack("m" + i, i + 1));
            if (i % 1000 == 0) {
                executor.runAll();
            }
        }
        executor.runAll();
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(node.inbox.acknowledgements()).isEqualTo(6);
        assertThat(alice.acks()).hasSize(5000).containsOnly("delivered");
        assertThat(node.metrics.value(Count.MESSAGES_ACKNOWLEDGED)).isEqualTo(5000);
    }

    @Test
    void a_position_without_a_message_id_acknowledges_everything_up_to_it() {
        send(10);
        bob.send("{\"message_type\":\"ack\",\"seq\":4}");
        bob.send("{\"message_type\":\"ack\",\"seq\":7}");
        bob.send("{\"message_type\":\"ack\",\"seq\":6}");
        executor.runAll();
        assertThat(node.waiting("bob").stream().map(Inbox.Entry::seq)).containsExactly(8L, 9L, 10L);
        assertThat(alice.acks()).hasSize(7);
        assertThat(node.inbox.acknowledgements()).isEqualTo(1);
    }

    @Test
    void an_error_of_the_store_does_not_stop_what_comes_after() {
        send(2);
        node.inbox.beforeAcknowledge(() -> {
            throw new NoClassDefFoundError("planted");
        });
        bob.send(Frames.ack("m0", 1));
        assertThatThrownBy(executor::runAll).isInstanceOf(NoClassDefFoundError.class);
        node.inbox.beforeAcknowledge(() -> {});
        bob.send(Frames.ack("m1", 2));
        executor.runAll();
        assertThat(node.waiting("bob").stream().map(Inbox.Entry::seq)).containsExactly(1L);
    }

    @Test
    void a_position_of_another_epoch_acknowledges_nothing() {
        send(3);
        bob.send("{\"message_type\":\"ack\",\"seq\":3,\"epoch\":\"another\"}");
        bob.send("{\"message_type\":\"ack\",\"message_id\":\"m0\",\"seq\":1,\"epoch\":\"another\"}");
        executor.runAll();
        assertThat(node.waiting("bob")).hasSize(3);
        String epoch = store.read(Users.user("bob"), 0, 1).epoch();
        bob.send("{\"message_type\":\"ack\",\"seq\":3,\"epoch\":\"" + epoch + "\"}");
        executor.runAll();
        assertThat(node.waiting("bob")).isEmpty();
    }

    @Test
    @Tag("R04")
    @Tag("H35")
    void an_acknowledgement_of_somebody_else_and_a_late_one_are_ignored_and_counted() {
        send(2);
        TestHub.Client mallory = node.connect("mallory", "m1");
        executor.runAll();
        mallory.send(Frames.ack("m0", 1));
        mallory.send(Frames.ack("m1", 0));
        mallory.send("{\"message_type\":\"ack\",\"seq\":2,\"receiver\":\"bob\",\"sender\":\"bob\"}");
        mallory.send("{\"message_type\":\"ack\"}");
        executor.runAll();
        assertThat(node.waiting("bob")).hasSize(2);
        assertThat(alice.acks()).isEmpty();
        assertThat(node.metrics.value(Count.ACKS_IGNORED)).isEqualTo(3);
        bob.send(Frames.ack("m0", 1));
        executor.runAll();
        bob.send(Frames.ack("m0", 1));
        executor.runAll();
        assertThat(alice.acks()).containsExactly("delivered");
        assertThat(node.metrics.value(Count.ACKS_IGNORED)).isEqualTo(4);
    }

    @Test
    @Tag("H35")
    void a_message_for_one_device_is_acknowledged_by_that_device_only() {
        TestHub.Client desk = node.connect("bob", "desk");
        alice.send(Frames.text(Frames.text("for the phone")
                .receiver("bob")
                .receiverClient("phone")
                .requireAck(true)));
        executor.runAll();
        alice.received();
        desk.send(Frames.ack("for the phone", 1));
        desk.send("{\"message_type\":\"ack\",\"seq\":1}");
        executor.runAll();
        assertThat(node.waiting("bob")).hasSize(1);
        assertThat(alice.acks()).isEmpty();
        assertThat(node.metrics.value(Count.ACKS_IGNORED)).isEqualTo(1);
        bob.send(Frames.ack("for the phone", 1));
        executor.runAll();
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(alice.acks()).containsExactly("delivered");
    }

    @Test
    void while_the_store_does_not_answer_acknowledgements_wait_and_none_is_lost() {
        send(6);
        node.inbox.down(true);
        bob.send(Frames.ack("m4", 5));
        executor.runAll();
        bob.send("{\"message_type\":\"ack\",\"seq\":2}");
        bob.disconnect();
        executor.runAll();
        node.scheduler.advance(Duration.ofSeconds(1));
        executor.runAll();
        assertThat(alice.acks()).isEmpty();
        node.inbox.down(false);
        node.scheduler.advance(Duration.ofSeconds(1));
        executor.runAll();
        assertThat(node.waiting("bob").stream().map(Inbox.Entry::seq)).containsExactly(3L, 4L, 6L);
        assertThat(alice.acks()).hasSize(3);
        node.scheduler.advance(Duration.ofSeconds(5));
        assertThat(executor.waiting()).isZero();
    }

    @Test
    @Tag("R06")
    @Tag("H38")
    void after_a_storm_of_acknowledgements_nothing_is_left() {
        ManualScheduler scheduler = new ManualScheduler();
        SwitchableInbox inbox = new SwitchableInbox(store);
        Acknowledgements acks =
                new Acknowledgements(inbox, (key, task) -> task.run(), (user, message) -> {}, scheduler, new Metrics());
        inbox.down(true);
        for (int i = 0; i < 1000; i++) {
            acks.processed(Users.user("user" + i % 100), "phone" + i % 7, i % 2 == 0 ? "e" : null, i);
        }
        assertThat(acks.inboxes()).isEqualTo(100);
        inbox.down(false);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(acks.inboxes()).isZero();
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    @Tag("H38")
    void what_waits_for_one_inbox_is_bounded_and_who_says_too_much_is_told() {
        bob.received();
        IntStream.rangeClosed(1, Acknowledgements.MOST + 1).forEach(seq -> bob.send(Frames.ack("m" + seq, seq)));
        assertThat(bob.errors()).containsExactly("busy");
        executor.runAll();
        bob.send(Frames.ack("m1", 1));
        assertThat(bob.errors()).isEmpty();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            alice.send(Frames.tracked("bob", "m" + i));
            // One sender may have so many on the way.
            if (i % 1000 == 999) {
                executor.runAll();
            }
        }
        executor.runAll();
        alice.received();
        bob.received();
    }
}
