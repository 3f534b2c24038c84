package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.protocol.Lane;
import io.signalbox.protocol.Priority;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sender may ask for, as a reader that is behind sees it. */
class DeliveryOptionsTest {
    private final TestHub node =
            new TestHub.Setup().session("outbox-messages", 32).build();
    private final TestHub.Client alice = node.connect("alice", "a1");
    private final TestHub.Client bob = node.connect("bob", "b1");

    @Test
    @Tag("M17")
    @Tag("M27")
    void the_more_urgent_overtakes_in_a_backlog_and_equals_keep_their_order() {
        behind();
        for (String round : List.of("1", "2")) {
            for (Priority priority : Priority.values()) {
                alice.send(
                        Frames.text(priority.wireName() + round).receiver("bob").priority(priority));
            }
        }
        assertThat(caughtUp())
                .containsExactly(
                        "urgent1",
                        "critical1",
                        "urgent2",
                        "critical2",
                        "high1",
                        "high2",
                        "normal1",
                        "normal2",
                        "low1",
                        "low2");
    }

    @Test
    @Tag("M17")
    void a_lane_that_is_asked_for_counts_more_than_the_priority() {
        behind();
        alice.send(Frames.text("critical in bulk")
                .receiver("bob")
                .priority(Priority.CRITICAL)
                .lane(Lane.BULK));
        alice.send(Frames.text("normal").receiver("bob"));
        alice.send(
                Frames.text("low as vip").receiver("bob").priority(Priority.LOW).lane(Lane.VIP));
        assertThat(caughtUp()).containsExactly("low as vip", "normal", "critical in bulk");
    }

    @Test
    void the_lane_of_the_hub_itself_cannot_be_asked_for() {
        alice.send("{\"message_type\":\"text\",\"receiver\":\"bob\",\"lane\":\"system\"}");
        assertThat(alice.errors()).containsExactly("malformed_frame");
        assertThat(bob.received()).isEmpty();
    }

    @Test
    void what_lived_too_long_in_a_slow_outbox_is_dropped_and_counted() {
        behind();
        alice.send(Frames.text("short").receiver("bob").ttlMs(5000));
        alice.send(Frames.text("dated")
                .receiver("bob")
                .deadline(node.clock.instant().plusSeconds(5)));
        alice.send(Frames.text("the earlier counts")
                .receiver("bob")
                .ttlMs(60_000)
                .deadline(node.clock.instant().plusSeconds(5)));
        alice.send(Frames.text("long").receiver("bob").ttlMs(5001));
        node.clock.advance(Duration.ofSeconds(5));
        assertThat(caughtUp()).containsExactly("long");
        assertThat(node.metrics.value(Count.OUTBOX_EXPIRED)).isEqualTo(3);
    }

    @Test
    @Tag("R15")
    void what_is_stored_ends_with_its_time_to_live_and_is_never_pushed() {
        alice.send(Frames.text("short").receiver("carol").requireAck(true).ttlMs(5000));
        alice.send(Frames.text("dated")
                .receiver("carol")
                .deadline(node.clock.instant().plusSeconds(5)));
        alice.send(Frames.text("long").receiver("carol").ttlMs(5001));
        assertThat(alice.acks()).containsExactly("stored", "stored", "stored");
        node.clock.advance(Duration.ofSeconds(5));
        TestHub.Client carol = node.open(Users.identity("carol", "c1"), new FakeWire());
        assertThat(carol.contents()).containsExactly("carol", "long");
    }

    @ParameterizedTest
    @CsvSource({"-1,expired", "0,expired", "1,"})
    void what_is_over_when_it_arrives_is_refused(int millis, String code) {
        alice.send(
                Frames.text("m").receiver("bob").deadline(node.clock.instant().plusMillis(millis)));
        assertThat(alice.errors()).containsExactlyElementsOf(code == null ? List.of() : List.of(code));
        assertThat(bob.contents()).hasSize(code == null ? 1 : 0);
    }

    @Test
    void of_updates_with_one_key_a_reader_that_is_behind_gets_the_newest() {
        behind();
        for (int i = 0; i < 16; i++) {
            alice.send(Frames.to("bob", "m" + i));
        }
        for (int i = 0; i < 100; i++) {
            alice.send(Frames.text("van-7 at " + i).receiver("bob").conflationKey("van-7"));
            alice.send(Frames.text("van-8 at " + i).receiver("bob").conflationKey("van-8"));
        }
        assertThat(caughtUp()).hasSize(18).contains("van-7 at 99", "van-8 at 99");
        assertThat(node.metrics.value(Count.OUTBOX_CONFLATED)).isEqualTo(198);
        assertThat(bob.session.isOpen()).isTrue();
    }

    @Test
    void a_reader_that_is_not_behind_gets_every_update() {
        for (int i = 0; i < 100; i++) {
            alice.send(Frames.text("at " + i).receiver("bob").conflationKey("van-7"));
        }
        assertThat(bob.contents())
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "at " + i).toList());
    }

    @Test
    void a_message_for_a_client_that_is_away_is_said_to_have_no_receiver() {
        alice.send(Frames.text("m").receiver("bob").receiverClient("b2"));
        alice.send(Frames.text("n").receiver("dave").receiverClient("d1"));
        assertThat(alice.errors()).containsExactly("user_offline", "user_offline");
        assertThat(bob.received()).isEmpty();
        assertThat(node.waiting("dave")).isEmpty();
    }

    @Test
    @Tag("H39")
    void of_a_tracked_message_to_a_slow_reader_nothing_is_said_that_is_not_so() {
        behind();
        for (int i = 0; i < 100; i++) {
            alice.send(Frames.tracked("bob", "m" + i));
        }
        assertThat(node.waiting("bob")).hasSize(100);
        assertThat(alice.acks()).hasSize(100).containsOnly("stored");
        bob.wire.release();
        assertThat(alice.acks()).as("written is not delivered").isEmpty();
        assertThat(node.waiting("bob")).hasSize(100);
        bob.send(Frames.ack("m0", 1));
        assertThat(alice.acks()).containsExactly("delivered");
        assertThat(node.waiting("bob")).hasSize(99);
    }

    @Test
    @Tag("H39")
    void a_message_that_a_full_reader_did_not_take_is_stored_and_called_so_and_no_other_is() {
        behind();
        for (int i = 0; i < 33; i++) {
            alice.send(Frames.to("bob", "m" + i));
        }
        assertThat(bob.wire.closeCode()).isEqualTo(4001);
        List<String> answers = alice.received();
        assertThat(answers).hasSize(1);
        assertThat(Json.text(answers.get(0), "ack")).isEqualTo("stored");
        assertThat(Json.text(answers.get(0), "message_id")).isEqualTo("m32");
        assertThat(node.waiting("bob")).hasSize(1);
    }

    @Test
    @Tag("H39")
    void what_waits_for_a_slow_reader_does_not_count_as_sent() {
        long before = node.metrics.value(Count.MESSAGES_OUT);
        behind();
        for (int i = 0; i < 10; i++) {
            alice.send(Frames.to("bob", "m" + i));
        }
        assertThat(node.metrics.value(Count.MESSAGES_OUT)).isEqualTo(before);
        bob.wire.release();
        assertThat(node.metrics.value(Count.MESSAGES_OUT)).isEqualTo(before + 11);
    }

    @ParameterizedTest
    @Tag("N04")
    @ValueSource(strings = {"info", "/health"})
    void a_request_is_answered_on_the_connection(String path) {
        alice.send("{\"id\":\"r1\",\"method\":\"GET\",\"path\":\"" + path + "\"}");
        String answer = alice.received().get(0);
        assertThat(Json.object(answer)).containsEntry("id", "r1").containsKeys("status", "headers", "body");
        assertThat(Json.object(answer, "body")).containsValue("node-a");
        assertThat(bob.received()).isEmpty();
    }

    /** From now on nothing goes to Bob but one message that is on its way. */
    private void behind() {
        bob.wire.hold();
        alice.send(Frames.to("bob", "in flight"));
    }

    /** Bob reads on. @return what waited, without what the hub itself says */
    private List<String> caughtUp() {
        bob.wire.release();
        List<String> texts = bob.received().stream()
                .filter(text -> "text".equals(Json.text(text, "message_type")))
                .map(text -> String.valueOf(Json.text(text, "content")))
                .toList();
        return texts.subList(1, texts.size());
    }
}
