package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.session.ConsumerStep;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubInboxTest {
    private final TestHub node = TestHub.alone();
    private final TestHub.Client alice = node.connect("alice", "a1");

    @Test
    @Tag("R12")
    void a_message_to_a_user_who_is_away_is_stored_once_and_the_sender_is_told() {
        alice.send(Frames.to("bob", "hello"));
        assertThat(alice.received().stream().map(Json::object))
                .containsExactly(
                        Map.of("message_id", "hello", "message_type", "ack", "receiver", "bob", "ack", "stored"));
        assertThat(node.waiting("bob")).hasSize(1);
        alice.send(Frames.to("bob", "hello"));
        assertThat(node.waiting("bob")).as("sent again with the same id").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"typing", "system", "notice", "read", "user_joined", "event"})
    @Tag("R17")
    @Tag("H31")
    void what_says_something_about_now_is_not_stored(String type) {
        alice.send("{\"message_type\":\"" + type + "\",\"receiver\":\"bob\"}");
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(alice.received()).isEmpty();
        alice.send("{\"message_type\":\"" + type + "\",\"receiver\":\"bob\",\"require_ack\":true}");
        assertThat(node.waiting("bob")).as("unless the sender asks for it").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 30, 100, 101, 5000})
    @Tag("R13")
    @Tag("R14")
    void what_waited_is_replayed_at_connect_in_order_marked_offline_and_once(int count) {
        List<String> contents = send(count);
        TestHub.Client bob = node.open(Users.identity("bob", "b1"), new FakeWire());
        List<String> received = bob.received();
        assertThat(Json.text(received.get(0), "message_type")).isEqualTo("client_registered");
        assertReplayed(received.subList(1, received.size()), contents);
        assertThat(node.waiting("bob")).as("untracked and written").isEmpty();
        assertThat(node.metrics.value(Count.MESSAGES_REPLAYED)).isEqualTo(count);
        bob.disconnect();
        assertThat(node.connect("bob", "b2").welcome()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 1024})
    @Tag("R13")
    void a_long_replay_over_a_slow_wire_needs_no_more_than_the_outbox_and_loses_nothing(int outbox) {
        TestHub small = new TestHub.Setup()
                .session("outbox-messages", outbox, "outbox-bytes", 256 * 1024)
                .page(1000)
                .build();
        TestHub.Client sender = small.connect("alice", "a1");
        List<String> contents = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            contents.add("m" + i);
            sender.send(Frames.to("bob", "m" + i));
        }
        FakeWire wire = new FakeWire();
        wire.hold();
        TestHub.Client bob = small.open(Users.identity("bob", "b1"), wire);
        wire.completeAll();
        assertThat(wire.closeCode()).isZero();
        assertReplayed(bob.received().subList(1, 5001), contents);
        assertThat(small.waiting("bob")).isEmpty();
    }

    @Test
    void a_replay_of_the_largest_messages_fits_into_the_smallest_outbox() {
        TestHub small = new TestHub.Setup()
                .session("outbox-messages", 1024, "outbox-bytes", 256 * 1024)
                .build();
        // Long names make what is stamped large, on top of a frame that is just within its limit.
        TestHub.Client sender = small.connect("a".repeat(128), "c".repeat(128));
        for (int i = 0; i < 20; i++) {
            sender.send(Frames.text(Frames.text("x".repeat(i % 2 == 0 ? 64_800 : 65_400))
                    .messageId("m" + i)
                    .receiver("bob")));
        }
        FakeWire wire = new FakeWire();
        wire.hold();
        TestHub.Client bob = small.open(Users.identity("bob", "b1"), wire);
        wire.completeAll();
        assertThat(wire.closeCode()).isZero();
        assertThat(bob.received()).hasSize(21);
    }

    @Test
    void what_was_not_written_before_the_connection_broke_comes_again() {
        send(5);
        FakeWire wire = new FakeWire();
        wire.hold();
        node.open(Users.identity("bob", "b1"), wire);
        wire.complete(true);
        wire.complete(true);
        wire.complete(false);
        assertThat(node.waiting("bob")).as("one was written").hasSize(4);
        TestHub.Client again = node.open(Users.identity("bob", "b2"), new FakeWire());
        assertThat(again.contents()).containsExactly("bob", "m1", "m2", "m3", "m4");
        assertThat(node.waiting("bob")).isEmpty();
    }

    @Test
    void a_tracked_message_is_stored_delivered_with_its_position_and_replayed_until_it_is_acknowledged() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "keep"));
        assertThat(Json.text(alice.received().get(0), "ack")).isEqualTo("stored");
        String live = bob.received().get(0);
        assertThat(Json.text(live, "seq")).isEqualTo("1");
        assertThat(Json.text(live, "require_ack")).isEqualTo("true");
        assertThat(Json.text(live, "source")).isNull();
        for (int i = 0; i < 3; i++) {
            bob.disconnect();
            bob = node.open(Users.identity("bob", "again" + i), new FakeWire());
            assertReplayed(bob.received().subList(1, 2), List.of("keep"));
        }
        bob.send(Frames.ack("keep", 1));
        assertThat(alice.received().stream().map(Json::object))
                .containsExactly(
                        Map.of("message_id", "keep", "message_type", "ack", "receiver", "bob", "ack", "delivered"));
        assertThat(node.waiting("bob")).isEmpty();
        bob.disconnect();
        assertThat(node.connect("bob", "last").welcome()).hasSize(1);
    }

    @Test
    void an_acknowledgement_may_name_the_message_only_and_a_second_one_does_nothing() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "keep"));
        alice.received();
        bob.send("{\"message_type\":\"ack\",\"message_id\":\"keep\"}");
        bob.send("{\"message_type\":\"ack\",\"message_id\":\"keep\"}");
        bob.send("{\"message_type\":\"ack\"}");
        assertThat(alice.acks()).containsExactly("delivered");
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(node.metrics.value(Count.MESSAGES_ACKNOWLEDGED)).isEqualTo(1);
    }

    @Test
    @Tag("R04")
    @Tag("H35")
    void an_acknowledgement_by_somebody_else_does_nothing() {
        TestHub.Client mallory = node.connect("mallory", "m1");
        alice.send(Frames.tracked("bob", "keep"));
        alice.received();
        mallory.send(Frames.ack("keep", 1));
        mallory.send(Frames.ack("keep", 0));
        mallory.send(
                "{\"message_type\":\"ack\",\"message_id\":\"keep\",\"seq\":1,\"receiver\":\"bob\",\"sender\":\"bob\"}");
        alice.send(Frames.ack("keep", 1));
        assertThat(node.waiting("bob")).hasSize(1);
        assertThat(alice.received()).isEmpty();
        assertThat(mallory.received()).isEmpty();
    }

    @Test
    void the_delivered_acknowledgement_of_a_sender_who_left_is_not_stored() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "keep"));
        alice.disconnect();
        bob.send(Frames.ack("keep", 1));
        assertThat(node.waiting("alice")).isEmpty();
        assertThat(node.waiting("bob")).isEmpty();
    }

    @Test
    void every_device_gets_a_tracked_message_and_one_acknowledgement_is_enough() {
        TestHub.Client phone = node.connect("bob", "phone");
        TestHub.Client desk = node.connect("bob", "desk");
        alice.send(Frames.tracked("bob", "keep"));
        assertThat(phone.contents()).containsExactly("keep");
        assertThat(desk.contents()).containsExactly("keep");
        phone.send(Frames.ack("keep", 1));
        assertThat(node.waiting("bob")).isEmpty();
    }

    @Test
    void tracked_and_untracked_entries_are_one_sequence() {
        alice.send(Frames.to("bob", "a"));
        alice.send(Frames.tracked("bob", "b"));
        alice.send(Frames.to("bob", "c"));
        TestHub.Client bob = node.open(Users.identity("bob", "b1"), new FakeWire());
        assertReplayed(bob.received().subList(1, 4), List.of("a", "b", "c"));
        assertThat(node.waiting("bob").stream().map(Inbox.Entry::seq)).containsExactly(2L);
        alice.send(Frames.tracked("bob", "d"));
        assertThat(Json.text(bob.received().get(0), "seq")).isEqualTo("4");
    }

    @Test
    void while_the_store_does_not_answer_nothing_is_called_stored() {
        node.inbox.down(true);
        alice.send(Frames.to("bob", "m1"));
        alice.send(Frames.tracked("bob", "m2"));
        List<String> answers = alice.received();
        assertThat(answers)
                .hasSize(2)
                .allMatch(text ->
                        "store_unavailable".equals(Json.object(text, "data").get("code")));
        assertThat(answers.stream().map(text -> Json.text(text, "reply_to_msg_id")))
                .containsExactly("m1", "m2");
        assertThat(Json.object(answers.get(0), "data")).containsEntry("retry", true);
        node.inbox.down(false);
        alice.send(Frames.tracked("bob", "m2"));
        assertThat(alice.acks()).containsExactly("stored");
    }

    @Test
    void untracked_messages_to_who_is_there_need_no_store() {
        TestHub.Client bob = node.connect("bob", "b1");
        node.inbox.down(true);
        alice.send(Frames.to("bob", "m1"));
        assertThat(bob.contents()).containsExactly("m1");
        assertThat(alice.received()).isEmpty();
    }

    @Test
    void a_replay_waits_for_a_store_that_does_not_answer() {
        send(3);
        node.inbox.down(true);
        TestHub.Client bob = node.connect("bob", "b1");
        assertThat(bob.received()).isEmpty();
        node.scheduler.advance(Duration.ofSeconds(5));
        assertThat(bob.received()).isEmpty();
        node.inbox.down(false);
        node.scheduler.advance(Duration.ofSeconds(1));
        assertReplayed(bob.received(), List.of("m0", "m1", "m2"));
        assertThat(node.scheduler.waiting()).isZero();
    }

    @Test
    void a_full_inbox_refuses_and_keeps_what_it_has() {
        ManualClock clock = new ManualClock();
        TestHub small = new TestHub.Setup()
                .inbox(new InMemoryInbox(clock, Duration.ofDays(1), 3))
                .build();
        TestHub.Client sender = small.connect("alice", "a1");
        for (int i = 0; i < 5; i++) {
            sender.send(Frames.to("bob", "m" + i));
        }
        List<String> answers = sender.received();
        assertThat(answers).hasSize(5);
        assertThat(Json.object(answers.get(3), "data")).containsEntry("code", "inbox_full");
        assertThat(Json.text(answers.get(4), "reply_to_msg_id")).isEqualTo("m4");
        assertThat(small.waiting("bob")).hasSize(3);
    }

    @Test
    void a_receiver_who_connects_while_the_message_is_being_stored_gets_it() {
        List<TestHub.Client> connected = new ArrayList<>();
        node.inbox.beforeAppend(() -> {
            if (connected.isEmpty()) {
                connected.add(node.connect("bob", "b1"));
            }
        });
        alice.send(Frames.to("bob", "race"));
        assertThat(connected.get(0).contents()).containsExactly("race");
        assertThat(node.waiting("bob")).isEmpty();
    }

    @Test
    void what_is_stored_between_the_reading_and_the_end_of_a_replay_is_not_lost() {
        TestHub.Client sender = alice;
        int[] reads = {0};
        node.inbox.afterRead(() -> {
            if (reads[0]++ == 0) {
                sender.send(Frames.tracked("bob", "meanwhile"));
            }
        });
        TestHub.Client bob = node.open(Users.identity("bob", "b1"), new FakeWire());
        assertThat(bob.contents()).containsExactly("bob", "meanwhile");
        sender.send(Frames.tracked("bob", "after"));
        assertThat(bob.contents()).containsExactly("after");
    }

    @Test
    void a_live_message_during_a_long_replay_comes_after_it_in_order() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub slow = new TestHub.Setup().executor(executor).page(10).build();
        TestHub.Client sender = slow.connect("alice", "a1");
        executor.runAll();
        for (int i = 0; i < 35; i++) {
            sender.send(Frames.tracked("bob", "m" + i));
        }
        executor.runAll();
        FakeWire wire = new FakeWire();
        wire.hold();
        TestHub.Client bob = slow.open(Users.identity("bob", "b1"), wire);
        for (int i = 35; i < 60; i++) {
            sender.send(Frames.tracked("bob", "m" + i));
            executor.runAll();
            wire.complete(true);
            executor.runAll();
        }
        while (wire.complete(true)) {
            executor.runAll();
        }
        List<String> received = bob.received();
        assertThat(received.stream().skip(1).map(text -> Json.text(text, "content")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 60).mapToObj(i -> "m" + i).toList());
        assertThat(wire.closeCode()).isZero();
    }

    @Test
    @Tag("R23")
    void stored_messages_wait_in_the_inbox_while_a_client_reads_slowly_and_come_in_order_without_gap() {
        TestHub small = new TestHub.Setup().session("outbox-messages", 16).build();
        TestHub.Client sender = small.connect("alice", "a1");
        TestHub.Client bob = small.connect("bob", "b1");
        bob.wire.hold();
        List<String> contents = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            contents.add("m" + i);
            sender.send(Frames.tracked("bob", "m" + i));
        }
        assertThat(bob.session.isOpen()).isTrue();
        assertThat(bob.session.step()).isEqualTo(ConsumerStep.PARKED);
        bob.wire.completeAll();
        sender.send(Frames.tracked("bob", "live again"));
        bob.wire.completeAll();
        contents.add("live again");
        List<String> messages = bob.received().stream()
                .filter(text -> "text".equals(Json.text(text, "message_type")))
                .toList();
        assertThat(messages.stream().map(text -> Json.text(text, "content"))).containsExactlyElementsOf(contents);
        assertThat(Json.text(messages.get(500), "source")).as("live").isNull();
        assertThat(bob.session.step()).isEqualTo(ConsumerStep.NORMAL);
        assertThat(small.scheduler.waiting()).isZero();
    }

    private List<String> send(int count) {
        List<String> contents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contents.add("m" + i);
            alice.send(Frames.to("bob", "m" + i));
        }
        return contents;
    }

    private static void assertReplayed(List<String> received, List<String> contents) {
        assertThat(received.stream().map(text -> Json.text(text, "content"))).containsExactlyElementsOf(contents);
        assertThat(received.stream().map(text -> Json.text(text, "seq")))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, contents.size())
                        .mapToObj(Long::toString)
                        .toList());
        assertThat(received)
                .allMatch(text -> "offline".equals(Json.text(text, "source"))
                        && Boolean.TRUE.equals(Json.object(text, "data").get("offline"))
                        && "alice".equals(Json.text(text, "sender")));
    }
}
