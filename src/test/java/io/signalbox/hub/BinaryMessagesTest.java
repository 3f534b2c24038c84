package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.BinaryMessage;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.Frames;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.transport.OutboundFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Binary messages through a node that takes them. */
@Tag("M04")
class BinaryMessagesTest {
    private static final byte[] PAYLOAD = {0, 1, (byte) 0xFF, (byte) 0xD8, '{'};

    private final TestHub node = new TestHub.Setup().binary().build();
    private final TestHub.Client alice = node.connect("alice", "a1", "g1");
    private final TestHub.Client bob = node.connect("bob", "b1", "g1");
    private final TestHub.Client carol = node.connect("carol", "c1");

    @Test
    void one_to_a_user_arrives_with_its_payload_and_the_stamp_of_its_sender() {
        send(
                alice,
                binary().receiver("bob")
                        .messageId("m")
                        .sender("root")
                        .senderName("Root")
                        .seq(7));
        BinaryMessage received = only(bob);
        assertThat(received.payload()).isEqualTo(ByteBuffer.wrap(PAYLOAD));
        Message envelope = received.envelope();
        assertThat(envelope.messageId()).isEqualTo("m");
        assertThat(envelope.sender()).isEqualTo("alice");
        assertThat(envelope.senderName()).isEqualTo("alice");
        assertThat(envelope.senderClient()).isEqualTo("a1");
        assertThat(envelope.createAt()).isEqualTo(ManualClock.START);
        assertThat(envelope.seq()).isZero();
        assertThat(carol.frames()).isEmpty();
        assertThat(alice.frames()).isEmpty();
    }

    @Test
    void every_device_gets_it_or_the_one_that_is_named() {
        TestHub.Client desk = node.connect("bob", "b2");
        send(alice, binary().receiver("bob"));
        assertThat(only(bob).envelope().messageId()).isNotNull();
        assertThat(only(desk).payload()).isEqualTo(ByteBuffer.wrap(PAYLOAD));
        send(alice, binary().receiver("bob").receiverClient("b2"));
        assertThat(bob.frames()).isEmpty();
        assertThat(desk.frames()).hasSize(1);
    }

    @Test
    void one_to_a_group_or_to_all_does_not_come_back() {
        send(alice, binary().groupIds(List.of("g1")));
        assertThat(only(bob).envelope().sender()).isEqualTo("alice");
        assertThat(carol.frames()).isEmpty();
        send(alice, binary().broadcastGlobal(true));
        assertThat(bob.frames()).hasSize(1);
        assertThat(carol.frames()).hasSize(1);
        assertThat(alice.frames()).isEmpty();
    }

    @Test
    void a_receiver_who_is_away_is_said_to_be_and_nothing_is_stored() {
        send(alice, binary().receiver("dave"));
        send(alice, binary().receiver("bob").receiverClient("b9"));
        assertThat(alice.errors()).containsExactly("user_offline", "user_offline");
        assertThat(node.waiting("dave")).isEmpty();
        assertThat(bob.frames()).isEmpty();
    }

    @Test
    void what_is_wrong_with_it_is_answered_with_its_code() {
        node.hub.receiveBinary(alice.session, ByteBuffer.allocate(1));
        node.hub.receiveBinary(alice.session, ByteBuffer.wrap(new byte[] {0, 9, '{'}));
        send(alice, binary());
        send(alice, binary().groupIds(List.of("g9")));
        send(alice, Message.builder(MessageType.KICK_OUT).receiver("bob"));
        assertThat(alice.errors())
                .containsExactly(
                        "malformed_frame", "malformed_frame", "target_missing", "group_not_member", "type_not_allowed");
        byte[] tracked = "{\"message_type\":\"binary\",\"receiver\":\"bob\",\"require_ack\":true}"
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(2 + tracked.length);
        frame.putShort((short) tracked.length).put(tracked).flip();
        node.hub.receiveBinary(alice.session, frame);
        assertThat(alice.errors()).containsExactly("binary_not_storable");
        assertThat(bob.frames()).isEmpty();
        assertThat(alice.session.isOpen()).isTrue();
    }

    @Test
    void without_the_option_it_is_refused() {
        TestHub strict = TestHub.alone();
        TestHub.Client sender = strict.connect("alice", "a1");
        TestHub.Client receiver = strict.connect("bob", "b1");
        strict.hub.receiveBinary(
                sender.session,
                ByteBuffer.wrap(
                        new BinaryMessage(binary().receiver("bob").build(), ByteBuffer.wrap(PAYLOAD)).encode()));
        assertThat(sender.errors()).containsExactly("binary_not_supported");
        assertThat(receiver.frames()).isEmpty();
    }

    @Test
    @Tag("M08")
    void the_bytes_may_be_used_again_and_texts_do_not_overtake_it() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub held = new TestHub.Setup().binary().executor(executor).build();
        TestHub.Client sender = held.connect("alice", "a1");
        TestHub.Client receiver = held.connect("bob", "b1");
        executor.runAll();
        byte[] frame = new BinaryMessage(binary().receiver("bob").build(), ByteBuffer.wrap(PAYLOAD)).encode();
        held.hub.receiveBinary(sender.session, ByteBuffer.wrap(frame));
        sender.send(Frames.to("bob", "after"));
        Arrays.fill(frame, (byte) 'x');
        executor.runAll();
        List<OutboundFrame> received = receiver.frames();
        assertThat(received).hasSize(2);
        assertThat(decoded(received.get(0)).payload()).isEqualTo(ByteBuffer.wrap(PAYLOAD));
        assertThat(received.get(1).payloadText()).contains("after");
    }

    private void send(TestHub.Client client, MessageBuilder envelope) {
        byte[] frame = new BinaryMessage(envelope.build(), ByteBuffer.wrap(PAYLOAD)).encode();
        node.hub.receiveBinary(client.session, ByteBuffer.wrap(frame));
    }

    private static MessageBuilder binary() {
        return Message.builder(MessageType.BINARY);
    }

    private static BinaryMessage only(TestHub.Client client) {
        List<OutboundFrame> frames = client.frames();
        assertThat(frames).hasSize(1);
        return decoded(frames.get(0));
    }

    private static BinaryMessage decoded(OutboundFrame frame) {
        assertThat(frame.isText()).isFalse();
        return BinaryMessage.decode(ByteBuffer.wrap(frame.payload()));
    }
}
