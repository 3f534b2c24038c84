package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.MessageType;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What flags and types mean together, end to end. */
class DeliveryRulesTest {
    private final TestHub node = TestHub.alone();
    private final TestHub.Client alice = node.connect("alice", "a1");

    @Test
    @Tag("M28")
    void what_is_not_to_be_stored_reaches_who_is_there_and_of_who_is_not_the_sender_is_told() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.text("now").receiver("bob").skipDatabaseStorage(true));
        assertThat(bob.contents()).containsExactly("now");
        alice.send(Frames.text("nobody").receiver("carol").skipDatabaseStorage(true));
        assertThat(alice.errors()).containsExactly("user_offline");
        alice.send("{\"message_type\":\"typing\",\"receiver\":\"carol\",\"skip_database_storage\":true}");
        assertThat(alice.received()).as("that is never stored, and nobody asks").isEmpty();
        assertThat(node.inbox.appends()).isZero();
    }

    @Test
    @Tag("M28")
    void what_is_not_to_be_sent_waits_for_the_next_connection_and_holds_up_nothing() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.text("digest").receiver("bob").skipSendToClient(true));
        alice.send(Frames.text("tracked digest")
                .receiver("bob")
                .skipSendToClient(true)
                .requireAck(true));
        assertThat(bob.received()).isEmpty();
        assertThat(alice.acks()).containsExactly("stored", "stored");
        alice.send(Frames.tracked("bob", "live"));
        assertThat(bob.contents()).containsExactly("live");
        bob.disconnect();
        TestHub.Client again = node.open(bob.session.identity(), new FakeWire());
        assertThat(again.contents()).containsExactly("bob", "digest", "tracked digest", "live");
    }

    @ParameterizedTest
    @Tag("M28")
    @CsvSource({
        "TEXT,    bob, true,  true,  false",
        "PAYMENT, bob, false, true,  false",
        "TEXT,    bob, false, true,  true",
        "TYPING,  bob, false, false, true",
        "TEXT,    ,    false, false, true"
    })
    void flags_that_exclude_each_other_are_refused(
            MessageType type, String receiver, boolean ack, boolean noStore, boolean noSend) {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.text("m")
                .type(type)
                .receiver(receiver)
                .broadcastGlobal(receiver == null)
                .requireAck(ack)
                .skipDatabaseStorage(noStore)
                .skipSendToClient(noSend));
        assertThat(alice.errors()).containsExactly("options_conflict");
        assertThat(bob.received()).isEmpty();
        assertThat(node.inbox.appends()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_type_that_must_not_be_lost_is_tracked_without_being_asked_to(MessageType type) {
        if (!type.tracked()) {
            return;
        }
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.text("m").type(type).receiver("bob"));
        assertThat(alice.acks()).containsExactly("stored");
        String received = bob.received().get(0);
        assertThat(Json.text(received, "require_ack")).isEqualTo("true");
        bob.send(Frames.ack("m", 1));
        assertThat(alice.acks()).containsExactly("delivered");
    }

    @Test
    @Tag("M29")
    void a_trace_id_is_carried_live_and_through_the_inbox_and_none_is_invented() {
        TestHub.Client bob = node.connect("bob", "b1");
        for (boolean ack : List.of(false, true)) {
            alice.send(Frames.text("m" + ack).receiver("bob").traceId("t-1").requireAck(ack));
        }
        alice.send(Frames.to("bob", "none"));
        alice.send(Frames.text("later").receiver("carol").traceId("t-2"));
        assertThat(bob.received().stream().map(text -> Json.text(text, "trace_id")))
                .containsExactly("t-1", "t-1", null);
        assertThat(node.waiting("carol").get(0).message().traceId()).isEqualTo("t-2");
    }
}
