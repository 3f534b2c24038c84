package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Identity;
import io.signalbox.identity.ResumePoint;
import io.signalbox.metrics.Count;
import io.signalbox.protocol.CloseCode;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client that says how far it came is told what it missed, and gets what is behind that: no gap, no overlap. */
class ResumeTest {
    private static final Identity PHONE = Users.identity("bob", "phone");

    private final ManualClock clock = new ManualClock();
    private final Inbox store = new InMemoryInbox(clock, Duration.ofDays(7), 10_000);
    private final TestHub node = new TestHub.Setup().inbox(store).build();
    private final TestHub.Client alice = node.connect("alice", "a1");

    @Test
    void a_client_that_does_not_ask_is_told_nothing() {
        send(1, 3);
        TestHub.Client bob = node.open(PHONE, new FakeWire());
        List<String> received = bob.received();
        assertThat(Json.text(received.get(0), "epoch")).isNull();
        assertThat(Json.object(received.get(0), "data")).doesNotContainKey("resume");
        assertThat(received).hasSize(4);
    }

    @Test
    void a_client_that_begins_is_told_the_epoch_and_how_many_wait_before_it_gets_them() {
        send(1, 3);
        TestHub.Client bob = resume(ResumePoint.START);
        List<String> received = bob.received();
        assertRegistered(received.get(0), true, Map.of("recovered", true, "from_seq", 1, "waiting", 3, "head", 3));
        assertThat(seqs(received.subList(1, 4))).containsExactly(1L, 2L, 3L);
        assertThat(node.waiting("bob")).hasSize(3);
        assertThat(node.scheduler.waiting()).isZero();
    }

    @Test
    @Tag("R14")
    void a_client_gets_only_what_is_behind_what_it_processed_and_that_is_acknowledged_by_it() {
        send(1, 10);
        alice.received();
        TestHub.Client bob = resume(new ResumePoint(epoch(), 4));
        List<String> received = bob.received();
        assertRegistered(received.get(0), true, Map.of("recovered", true, "from_seq", 5, "waiting", 6, "head", 10));
        assertThat(seqs(received.subList(1, received.size()))).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(node.waiting("bob")).hasSize(6);
        assertThat(alice.acks()).containsExactly("delivered", "delivered", "delivered", "delivered");
        send(11, 11);
        assertThat(seqs(bob.received())).containsExactly(11L);
    }

    @Test
    void with_nothing_missed_nothing_is_replayed_and_live_goes_on() {
        send(1, 3);
        TestHub.Client bob = resume(new ResumePoint(epoch(), 3));
        assertRegistered(
                bob.received().get(0), true, Map.of("recovered", true, "from_seq", 4, "waiting", 0, "head", 3));
        send(4, 5);
        assertThat(seqs(bob.received())).containsExactly(4L, 5L);
    }

    @Test
    void positions_of_another_epoch_or_beyond_the_head_mean_that_everything_that_waits_comes() {
        send(1, 3);
        Map<ResumePoint, String> points = Map.of(
                new ResumePoint("another", 2), "other_epoch",
                new ResumePoint("another", 0), "other_epoch",
                new ResumePoint(epoch(), 4), "beyond_head");
        points.forEach((point, reason) -> {
            List<String> received = resume(point).received();
            assertRegistered(
                    received.get(0),
                    false,
                    Map.of("recovered", false, "from_seq", 1, "waiting", 3, "head", 3, "reason", reason));
            assertThat(seqs(received.subList(1, 4))).containsExactly(1L, 2L, 3L);
        });
        assertThat(node.waiting("bob")).as("nothing is acknowledged by that").hasSize(3);
    }

    @Test
    @Tag("H30")
    void what_expired_meanwhile_is_told_and_not_brought() {
        send(1, 2);
        String epoch = epoch();
        clock.advance(Duration.ofDays(7));
        send(3, 3);
        store.expire();
        List<String> received = resume(new ResumePoint(epoch, 1)).received();
        assertRegistered(
                received.get(0),
                false,
                Map.of("recovered", false, "from_seq", 2, "waiting", 1, "head", 3, "reason", "expired"));
        assertThat(seqs(received.subList(1, 2))).containsExactly(3L);
    }

    @Test
    void the_epoch_of_an_inbox_that_begins_later_is_told_before_its_first_message() {
        TestHub.Client bob = resume(ResumePoint.START);
        List<String> first = bob.received();
        assertThat(first).hasSize(1);
        assertThat(Json.text(first.get(0), "epoch")).isNull();
        send(1, 2);
        List<String> received = bob.received();
        assertRegistered(received.get(0), true, Map.of("recovered", true, "from_seq", 1, "waiting", 1, "head", 1));
        assertThat(seqs(received.subList(1, received.size()))).containsExactly(1L, 2L);
    }

    @Test
    void the_first_message_of_an_inbox_that_begins_later_was_not_missed_and_does_not_say_so() {
        TestHub.Client bob = resume(ResumePoint.START);
        bob.received();
        send(1, 2);
        List<String> live = bob.received();
        assertThat(seqs(live.subList(1, live.size()))).containsExactly(1L, 2L);
        assertThat(live).noneMatch(text -> text.contains("offline"));
        bob.disconnect();
        send(3, 3);
        assertThat(resume(new ResumePoint(epoch(), 2)).received()).anyMatch(text -> text.contains("offline"));
    }

    @Test
    void while_the_store_does_not_answer_a_client_is_registered_and_told_the_rest_later() {
        send(1, 5);
        String epoch = epoch();
        node.inbox.down(true);
        TestHub.Client bob = resume(new ResumePoint(epoch, 2));
        List<String> first = bob.received();
        assertThat(first).hasSize(1);
        assertThat(resumeOf(first.get(0))).containsEntry("reason", "store_unavailable");
        assertThat(Json.text(first.get(0), "epoch")).isNull();
        alice.send("{\"message_type\":\"typing\",\"receiver\":\"bob\"}");
        assertThat(bob.received()).as("untracked messages flow").hasSize(1);
        node.scheduler.advance(Duration.ofSeconds(3));
        assertThat(bob.received()).isEmpty();
        node.inbox.down(false);
        node.scheduler.advance(Duration.ofSeconds(1));
        List<String> received = bob.received();
        assertRegistered(received.get(0), true, Map.of("recovered", true, "from_seq", 3, "waiting", 3, "head", 5));
        assertThat(seqs(received.subList(1, 4))).containsExactly(3L, 4L, 5L);
        assertThat(node.scheduler.waiting()).isZero();
    }

    @Test
    void the_registration_is_the_first_message_and_waits_a_second_at_most_for_a_slow_store() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub slow = new TestHub.Setup().executor(executor).inbox(store).build();
        TestHub.Client sender = slow.connect("alice", "a2");
        FakeWire wire = new FakeWire();
        slow.resume(PHONE, wire, ResumePoint.START);
        sender.send("{\"message_type\":\"typing\",\"receiver\":\"bob\"}");
        assertThat(wire.texts()).isEmpty();
        slow.scheduler.advance(Duration.ofMillis(999));
        assertThat(wire.texts()).isEmpty();
        slow.scheduler.advance(Duration.ofMillis(1));
        assertThat(types(wire.take())).containsExactly("client_registered", "typing");
        executor.runAll();
        assertThat(types(wire.take())).as("now it is known").containsExactly("client_registered");
    }

    @Test
    void a_client_comes_back_on_another_node() {
        LinkedNodes cluster = new LinkedNodes();
        TestHub a = new TestHub.Setup().node("node-a", cluster).inbox(store).build();
        TestHub b = new TestHub.Setup().node("node-b", cluster).inbox(store).build();
        TestHub.Client sender = a.connect("alice", "a2");
        TestHub.Client bob = a.resume(PHONE, new FakeWire(), ResumePoint.START);
        for (int i = 1; i <= 3; i++) {
            sender.send(Frames.tracked("bob", "m" + i));
        }
        assertThat(seqs(bob.received())).containsExactly(1L, 2L, 3L);
        TestHub.Client again = b.resume(PHONE, new FakeWire(), new ResumePoint(epoch(), 2));
        sender.send(Frames.tracked("bob", "m4"));
        List<String> received = again.received();
        assertRegistered(received.get(0), true, Map.of("recovered", true, "from_seq", 3, "waiting", 1, "head", 3));
        assertThat(seqs(received.subList(1, 3))).containsExactly(3L, 4L);
    }

    @Test
    @Tag("H24")
    @Tag("H25")
    void after_the_node_was_killed_in_the_middle_of_a_replay_the_rest_comes_from_the_next_one() {
        send(1, 10);
        FakeWire wire = new FakeWire();
        wire.hold();
        node.resume(PHONE, wire, ResumePoint.START);
        for (int i = 0; i < 4; i++) {
            wire.complete(true);
        }
        List<Long> got = seqs(wire.texts().subList(1, 4));
        assertThat(got).containsExactly(1L, 2L, 3L);
        // Nothing of the node is asked any more, as after kill -9.
        TestHub next = new TestHub.Setup().inbox(store).build();
        TestHub.Client bob = next.resume(PHONE, new FakeWire(), new ResumePoint(epoch(), 3));
        List<String> received = bob.received();
        assertRegistered(received.get(0), true, Map.of("recovered", true, "from_seq", 4, "waiting", 7, "head", 10));
        assertThat(seqs(received.subList(1, 8)))
                .containsExactlyElementsOf(LongStream.rangeClosed(4, 10).boxed().toList());
    }

    @Test
    void a_client_that_is_back_within_milliseconds_gets_nothing_over_its_old_connection() {
        send(1, 20);
        FakeWire old = new FakeWire();
        old.hold();
        TestHub.Client first = node.resume(PHONE, old, ResumePoint.START);
        old.complete(true);
        old.complete(true);
        int written = old.texts().size();
        TestHub.Client again = resume(new ResumePoint(epoch(), 1));
        send(21, 22);
        old.completeAll();
        assertThat(first.session.isOpen()).isFalse();
        assertThat(old.closeCode()).isEqualTo(CloseCode.REPLACED.code());
        assertThat(old.texts()).hasSize(written);
        List<String> received = again.received();
        assertThat(seqs(received.subList(1, received.size())))
                .containsExactlyElementsOf(LongStream.rangeClosed(2, 22).boxed().toList());
        node.hub.closed(first.session);
        send(23, 23);
        assertThat(seqs(again.received())).containsExactly(23L);
    }

    @Test
    @Tag("H26")
    void two_devices_at_once_each_get_every_tracked_message_once() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub busy =
                new TestHub.Setup().executor(executor).inbox(store).page(3).build();
        send(1, 20);
        TestHub.Client phone = busy.resume(PHONE, new FakeWire(), ResumePoint.START);
        TestHub.Client desk = busy.resume(Users.identity("bob", "desk"), new FakeWire(), ResumePoint.START);
        while (executor.waiting() > 0) {
            executor.run(executor.waiting() / 2);
        }
        for (TestHub.Client device : List.of(phone, desk)) {
            List<String> received = device.received();
            assertThat(seqs(received.subList(1, received.size())))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 20).boxed().toList());
        }
    }

    @Test
    @Tag("H27")
    void a_thousand_messages_of_one_millisecond_come_page_by_page_once_each() {
        TestHub paged = new TestHub.Setup().inbox(store).page(100).build();
        send(1, 1000);
        store.acknowledge(Users.user("bob"), new DeviceAcks("any", null, 0, List.of(100L, 200L, 201L), List.of()));
        List<String> received =
                paged.resume(PHONE, new FakeWire(), ResumePoint.START).received();
        assertThat(seqs(received.subList(1, received.size())))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 1000)
                        .filter(seq -> seq != 100 && seq != 200 && seq != 201)
                        .boxed()
                        .toList());
        assertThat(paged.metrics.value(Count.MESSAGES_REPLAYED)).isEqualTo(997);
    }

    @Test
    void with_all_devices_an_entry_waits_for_each_and_comes_to_each_once() {
        Inbox all = new InMemoryInbox(
                clock,
                Duration.ofDays(7),
                1000,
                WhenFull.REFUSE,
                new CursorSettings(AcknowledgedBy.ALL_DEVICES, 4, Duration.ofDays(1)));
        TestHub hub = new TestHub.Setup().inbox(all).build();
        TestHub.Client sender = hub.connect("alice", "a2");
        TestHub.Client desk = hub.open(Users.identity("bob", "desk"), new FakeWire());
        TestHub.Client phone = hub.open(PHONE, new FakeWire());
        sender.send(Frames.tracked("bob", "m1"));
        sender.send(Frames.tracked("bob", "m2"));
        desk.disconnect();
        phone.send("{\"message_type\":\"ack\",\"seq\":2}");
        assertThat(sender.acks()).containsExactly("stored", "stored", "delivered", "delivered");
        assertThat(hub.waiting("bob")).as("the other device has not").hasSize(2);
        phone.disconnect();
        assertThat(hub.open(PHONE, new FakeWire()).received()).as("it has").hasSize(1);
        TestHub.Client back = hub.open(Users.identity("bob", "desk"), new FakeWire());
        assertThat(seqs(back.received().subList(1, 3))).containsExactly(1L, 2L);
        back.send(Frames.ack("m1", 1));
        back.send(Frames.ack("m2", 2));
        assertThat(hub.waiting("bob")).isEmpty();
        assertThat(sender.acks()).isEmpty();
    }

    private void send(int from, int to) {
        for (int i = from; i <= to; i++) {
            alice.send(Frames.tracked("bob", "m" + i));
        }
    }

    private TestHub.Client resume(ResumePoint point) {
        return node.resume(PHONE, new FakeWire(), point);
    }

    private String epoch() {
        return store.read(Users.user("bob"), 0, 1).epoch();
    }

    private void assertRegistered(String text, boolean recovered, Map<String, Object> counts) {
        assertThat(Json.text(text, "message_type")).isEqualTo("client_registered");
        assertThat(Json.text(text, "epoch")).isEqualTo(epoch());
        assertThat(Json.text(text, "recovered")).isEqualTo(recovered ? "true" : null);
        Map<String, String> said = new TreeMap<>();
        resumeOf(text).forEach((name, value) -> said.put(name, String.valueOf(value)));
        Map<String, String> expected = new TreeMap<>();
        counts.forEach((name, value) -> expected.put(name, String.valueOf(value)));
        assertThat(said).isEqualTo(expected);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> resumeOf(String text) {
        return (Map<String, Object>)
                Objects.requireNonNull(Json.object(text, "data").get("resume"));
    }

    private static List<String> types(List<String> texts) {
        return texts.stream()
                .map(text -> String.valueOf(Json.text(text, "message_type")))
                .toList();
    }

    private static List<Long> seqs(List<String> texts) {
        return texts.stream()
                .map(text -> Json.text(text, "seq"))
                .filter(Objects::nonNull)
                .map(Long::valueOf)
                .toList();
    }
}
