package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.Lane;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Json;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.Users;
import io.signalbox.transport.OutboundFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is done about a client that reads too slowly, step by step (contract R23, peers P6 and M7). */
class SlowConsumerTest extends SessionFixture {
    private static final int MESSAGES = 32;

    private final ClientSession session = open("outbox-messages", MESSAGES, "outbox-bytes", 256 * 1024);

    @Test
    @Tag("R23")
    void the_steps_follow_the_fill_of_the_outbox_and_are_told_once_each() {
        wire.hold();
        session.send(text("in flight"));
        fill(15);
        assertThat(session.step()).isEqualTo(ConsumerStep.NORMAL);
        fill(1);
        assertThat(session.step()).isEqualTo(ConsumerStep.CONFLATING);
        fill(8);
        assertThat(session.step()).isEqualTo(ConsumerStep.PARKED);
        fill(8);
        assertThat(session.isOpen()).isTrue();
        assertThat(session.send(text("one too many"))).isFalse();
        assertThat(wire.closeCode()).isEqualTo(4001);
        assertThat(wire.closeReason()).isEqualTo("slow_consumer");
        assertThat(session.isOpen()).isFalse();
        assertThat(wire.closes()).isEqualTo(1);
        assertThat(events).containsExactly("NORMAL>CONFLATING", "CONFLATING>PARKED", "PARKED>CLOSED");
        assertThat(metrics.value(Count.SLOW_CONSUMERS_CONFLATING)).isEqualTo(1);
        assertThat(metrics.value(Count.SLOW_CONSUMERS_PARKED)).isEqualTo(1);
        assertThat(metrics.value(Count.SLOW_CONSUMERS_CLOSED)).isEqualTo(1);
        wire.completeAll();
        assertThat(wire.texts()).containsExactly("in flight");
    }

    @Test
    void the_fill_counts_bytes_too() {
        wire.hold();
        session.send(text("in flight"));
        String quarter = "x".repeat(64 * 1024 - 10);
        session.send(text(quarter));
        assertThat(session.step()).isEqualTo(ConsumerStep.NORMAL);
        session.send(text(quarter));
        session.send(text("x".repeat(30)));
        assertThat(session.step()).isEqualTo(ConsumerStep.CONFLATING);
        session.send(text(quarter));
        session.send(text(quarter));
        assertThat(session.step()).isEqualTo(ConsumerStep.CLOSED);
        assertThat(wire.closeCode()).isEqualTo(4001);
    }

    @Test
    void the_client_is_warned_ahead_of_what_waits_and_told_when_it_is_over() {
        wire.hold();
        session.send(text("in flight"));
        fill(16);
        wire.completeAll();
        List<String> texts = wire.texts();
        assertThat(Json.text(texts.get(1), "message_type")).isEqualTo("warning");
        assertThat(steps(texts)).containsExactly("conflating", "normal");
        assertThat(texts).hasSize(1 + 16 + 2);
        assertThat(events).containsExactly("NORMAL>CONFLATING", "CONFLATING>NORMAL");
        assertThat(metrics.value(Count.SLOW_CONSUMERS_RECOVERED)).isEqualTo(1);
    }

    @Test
    void a_fill_that_goes_up_and_down_around_a_step_changes_nothing() {
        wire.hold();
        session.send(text("in flight"));
        fill(16);
        for (int i = 0; i < 100; i++) {
            wire.complete(true);
            fill(1);
            wire.complete(true);
            fill(1);
        }
        assertThat(events).containsExactly("NORMAL>CONFLATING");
        assertThat(steps(wire.texts())).containsExactly("conflating");
    }

    @Test
    void an_entry_of_the_inbox_is_left_there_while_the_session_is_parked() {
        List<String> told = new ArrayList<>();
        wire.hold();
        session.send(text("in flight"));
        fill(24);
        assertThat(session.enqueue(new StoredOutgoing(OutboundFrame.text("entry"), () -> told.add("written"))))
                .isEqualTo(Enqueued.PARKED);
        assertThat(session.enqueue(text("live"))).isEqualTo(Enqueued.TAKEN);
        session.flush();
        wire.completeAll();
        assertThat(wire.texts()).contains("live").doesNotContain("entry");
        assertThat(told).isEmpty();
        assertThat(session.enqueue(new StoredOutgoing(OutboundFrame.text("entry"), () -> told.add("written"))))
                .isEqualTo(Enqueued.TAKEN);
        session.flush();
        wire.completeAll();
        assertThat(told).containsExactly("written");
    }

    @Test
    void an_entry_of_the_inbox_that_does_not_fit_is_parked_and_closes_nothing() {
        wire.hold();
        session.send(text("in flight"));
        session.send(text("x".repeat(100 * 1024)));
        assertThat(session.enqueue(new StoredOutgoing(OutboundFrame.text("y".repeat(200 * 1024)), null)))
                .isEqualTo(Enqueued.PARKED);
        assertThat(session.isOpen()).isTrue();
        assertThat(session.step()).isEqualTo(ConsumerStep.PARKED);
    }

    @Test
    void in_a_congested_outbox_the_newest_of_a_key_takes_the_place_of_the_older() {
        wire.hold();
        session.send(text("in flight"));
        session.send(keyed("price 1", "a"));
        session.send(keyed("price 2", "a"));
        fill(14);
        assertThat(session.step()).isEqualTo(ConsumerStep.CONFLATING);
        for (int i = 3; i < 1000; i++) {
            assertThat(session.send(keyed("price " + i, "a"))).isTrue();
        }
        session.send(keyed("other", "b"));
        wire.completeAll();
        List<String> messages = wire.texts().stream()
                .filter(text -> text.startsWith("price") || text.equals("other"))
                .toList();
        assertThat(messages).containsExactly("price 1", "price 999", "other");
        assertThat(wire.texts().indexOf("price 999")).as("where price 2 was").isEqualTo(3);
        assertThat(metrics.value(Count.OUTBOX_CONFLATED)).isEqualTo(997);
    }

    @Test
    void an_overflow_met_by_enqueue_closes_at_the_next_flush() {
        wire.hold();
        session.send(text("in flight"));
        for (int i = 0; i < MESSAGES; i++) {
            session.enqueue(text("m"));
        }
        assertThat(session.enqueue(text("one too many"))).isEqualTo(Enqueued.REFUSED);
        assertThat(session.enqueue(text("and another"))).isEqualTo(Enqueued.REFUSED);
        assertThat(wire.closeCode()).isZero();
        session.flush();
        assertThat(wire.closeCode()).isEqualTo(4001);
    }

    @Test
    void a_slow_consumer_costs_the_others_nothing() {
        FakeWire other = new FakeWire();
        ClientSession fast = open(other, "outbox-messages", MESSAGES);
        wire.hold();
        for (int i = 0; i < 1000; i++) {
            session.send(text("m"));
            assertThat(fast.send(text("m"))).isTrue();
        }
        assertThat(wire.closeCode()).isEqualTo(4001);
        assertThat(other.texts()).hasSize(1000);
        assertThat(other.closeCode()).isZero();
    }

    @Test
    void a_slow_consumer_is_counted_once_however_many_threads_meet_it() throws Exception {
        for (int round = 0; round < 200; round++) {
            SessionFixture f = new SessionFixture();
            f.wire.hold();
            ClientSession slow = f.open("outbox-messages", 16);
            Concurrently.run(4, thread -> {
                for (int i = 0; i < 20; i++) {
                    slow.send(text("m"));
                }
            });
            assertThat(f.metrics.value(Count.SLOW_CONSUMERS_CLOSED))
                    .as("round %d", round)
                    .isEqualTo(1);
            assertThat(f.wire.closes()).isEqualTo(1);
        }
    }

    @Test
    @Tag("R23")
    void a_user_type_may_have_an_outbox_of_its_own() {
        SessionPolicy policy = policy("outbox-messages", 64, "outbox-messages-by-type", "agent=4096, visitor=16");
        assertThat(policy.limits(UserType.AGENT).messages()).isEqualTo(4096);
        assertThat(policy.limits(UserType.VISITOR).messages()).isEqualTo(16);
        assertThat(policy.limits(UserType.CUSTOMER).messages()).isEqualTo(64);
        assertThat(ClientSession.open(Users.identity("u", "c"), new FakeWire(), policy)
                        .outbox()
                        .messages())
                .as("a visitor")
                .isEqualTo(16);
    }

    @Test
    void the_steps_go_up_one_by_one_and_down_to_normal_only_whatever_happens() {
        Seeds.each(100, (seed, random) -> {
            SessionFixture f = new SessionFixture();
            ClientSession any = f.open("outbox-messages", 20);
            f.wire.hold();
            for (int i = 0; i < 500 && any.isOpen(); i++) {
                if (random.nextInt(5) < 2) {
                    f.wire.complete(true);
                } else if (random.nextInt(3) == 0) {
                    any.enqueue(new StoredOutgoing(OutboundFrame.text("entry"), null));
                    any.flush();
                } else {
                    any.send(keyed("m" + i, random.nextBoolean() ? "k" : "l"));
                }
            }
            assertThat(f.events)
                    .allMatch(event -> List.of(
                                    "NORMAL>CONFLATING",
                                    "CONFLATING>PARKED",
                                    "PARKED>CLOSED",
                                    "CONFLATING>NORMAL",
                                    "PARKED>NORMAL")
                            .contains(event));
        });
    }

    @Test
    @Tag("O02")
    void copies_take_only_the_room_in_which_nothing_is_done_about_slow_readers() {
        CopyOutgoing copy = new CopyOutgoing(OutboundFrame.text("copy"));
        wire.hold();
        session.send(text("in flight"));
        fill(10);
        for (int i = 0; i < 5; i++) {
            assertThat(session.enqueue(copy)).isEqualTo(Enqueued.TAKEN);
        }
        assertThat(session.enqueue(copy)).as("the 16th of 32").isEqualTo(Enqueued.DROPPED);
        assertThat(session.step()).isEqualTo(ConsumerStep.NORMAL);
        fill(17);
        assertThat(session.enqueue(copy)).as("parked").isEqualTo(Enqueued.DROPPED);
        assertThat(session.isOpen()).isTrue();
        wire.completeAll();
        assertThat(wire.texts().subList(wire.texts().size() - 5, wire.texts().size()))
                .as("behind everything else")
                .containsOnly("copy");
        assertThat(session.enqueue(copy)).isEqualTo(Enqueued.TAKEN);
        session.close(CloseCode.GOING_AWAY);
        assertThat(session.enqueue(copy)).isEqualTo(Enqueued.REFUSED);
    }

    @Test
    @Tag("O02")
    void copies_are_bounded_in_bytes_too() {
        CopyOutgoing copy = new CopyOutgoing(OutboundFrame.text("x".repeat(100 * 1024)));
        wire.hold();
        session.send(text("in flight"));
        assertThat(session.enqueue(copy)).isEqualTo(Enqueued.TAKEN);
        assertThat(session.enqueue(copy)).as("beyond half of 256 KiB").isEqualTo(Enqueued.DROPPED);
        assertThat(session.step()).isEqualTo(ConsumerStep.NORMAL);
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(session.send(text("m"))).isTrue();
        }
    }

    private static Outgoing keyed(String text, String key) {
        return message(text, Lane.NORMAL, Outgoing.NO_DEADLINE, key);
    }

    private static List<String> steps(List<String> texts) {
        return texts.stream()
                .filter(text -> text.contains("slow_consumer"))
                .map(text -> String.valueOf(Json.object(text, "data").get("step")))
                .toList();
    }
}
