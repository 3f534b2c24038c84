package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.BinaryMessage;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.TestHub;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's devices show the same conversation. */
@Tag("M07")
class EchoTest {
    private final TestHub node = TestHub.alone();
    private final TestHub.Client desk = node.connect("alice", "desk");
    private final TestHub.Client phone = node.connect("alice", "phone");

    @Test
    void the_senders_other_device_gets_what_the_receiver_gets_and_the_sending_one_nothing() {
        TestHub.Client bob = node.connect("bob", "b1");
        desk.send(Frames.to("bob", "hello"));
        String seen = phone.received().get(0);
        assertThat(bob.received()).containsExactly(seen);
        assertThat(Json.text(seen, "sender_client")).isEqualTo("desk");
        assertThat(Json.text(seen, "receiver")).isEqualTo("bob");
        assertThat(desk.received()).isEmpty();
    }

    @Test
    void what_is_stored_is_shown_too_and_no_place_in_an_inbox_is_taken_for_it() {
        desk.send(Frames.tracked("bob", "tracked"));
        desk.send(Frames.to("bob", "untracked"));
        assertThat(phone.contents()).containsExactly("tracked", "untracked");
        assertThat(node.waiting("bob")).hasSize(2);
        assertThat(node.waiting("alice")).isEmpty();
        assertThat(desk.acks()).containsExactly("stored", "stored");
    }

    @Test
    void a_message_to_oneself_comes_once_to_each_device() {
        desk.send(Frames.to("alice", "note"));
        assertThat(phone.contents()).containsExactly("note");
        assertThat(desk.contents()).containsExactly("note");
    }

    @Test
    void what_reached_nobody_and_what_goes_to_groups_is_not_shown_again() {
        desk.send(Frames.text(Frames.text("lost").receiver("bob").receiverClient("gone")));
        assertThat(desk.errors()).containsExactly("user_offline");
        assertThat(phone.received()).isEmpty();
        desk.send(Frames.join("g"));
        desk.send(Frames.toGroups("to the group", "g"));
        assertThat(phone.contents()).as("as a member").containsExactly("to the group");
    }

    @ParameterizedTest
    @CsvSource({"typing,false", "read,true", "delivered,false", "recall,true", "edit,true", "open_window,true"})
    void states_of_the_moment_are_not_shown(String type, boolean shown) {
        TestHub.Client bob = node.connect("bob", "b1");
        desk.send("{\"message_type\":\"" + type + "\",\"receiver\":\"bob\"}");
        assertThat(bob.received()).hasSize(1);
        assertThat(phone.received()).hasSize(shown ? 1 : 0);
    }

    @Test
    void a_node_may_be_told_not_to() {
        TestHub quiet = new TestHub.Setup().noEcho().build();
        TestHub.Client first = quiet.connect("alice", "1");
        TestHub.Client second = quiet.connect("alice", "2");
        TestHub.Client bob = quiet.connect("bob", "b1");
        first.send(Frames.to("bob", "hello"));
        assertThat(bob.contents()).containsExactly("hello");
        assertThat(second.received()).isEmpty();
    }

    @Test
    void a_binary_message_is_shown_as_well() {
        TestHub binary = new TestHub.Setup().binary().build();
        TestHub.Client first = binary.connect("alice", "1");
        TestHub.Client second = binary.connect("alice", "2");
        TestHub.Client bob = binary.connect("bob", "b1");
        BinaryMessage message = new BinaryMessage(
                Frames.text("photo").type(MessageType.IMAGE).receiver("bob").build(), ByteBuffer.wrap(new byte[] {1}));
        binary.hub.receiveBinary(first.session, ByteBuffer.wrap(message.encode()));
        assertThat(bob.frames()).hasSize(1);
        assertThat(second.frames()).hasSize(1);
        assertThat(first.frames()).isEmpty();
    }

    @Test
    void devices_on_other_nodes_get_it_over_one_link_each() {
        LinkedNodes nodes = new LinkedNodes();
        TestHub a = new TestHub.Setup().node("a", nodes).build();
        TestHub b = new TestHub.Setup().node("b", nodes).build();
        TestHub.Client sending = a.connect("alice", "desk");
        TestHub.Client same = a.connect("alice", "tablet");
        TestHub.Client far = b.connect("alice", "phone");
        TestHub.Client farther = b.connect("alice", "watch");
        TestHub.Client bob = b.connect("bob", "b1");
        sending.send(Frames.to("bob", "hello"));
        assertThat(bob.contents()).containsExactly("hello");
        assertThat(same.contents()).containsExactly("hello");
        assertThat(far.contents()).containsExactly("hello");
        assertThat(farther.contents()).containsExactly("hello");
        assertThat(sending.received()).isEmpty();
        assertThat(nodes.sent()).hasSize(2);
        sending.send(Frames.to("alice", "note"));
        assertThat(far.contents()).containsExactly("note");
        assertThat(sending.contents()).containsExactly("note");
    }
}
