package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.Limits;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SendingTest {
    private final ClientFixture hub = new ClientFixture();

    static Message toBob(String content) {
        return Message.builder(MessageType.TEXT)
                .receiver("bob")
                .content(content)
                .build();
    }

    @Test
    void targets_are_addressed_by_their_own_fields() {
        hub.connect();
        assertThat(hub.client.sendTo("bob", "one")).isCompleted();
        assertThat(hub.client.sendToGroup("g1", "two")).isCompleted();
        assertThat(hub.client.broadcast("three")).isCompleted();
        List<Message> sent = hub.wire().sent();
        assertThat(sent).extracting(Message::receiver).containsExactly("bob", null, null);
        assertThat(sent.get(1).groupIds()).containsExactly("g1");
        assertThat(sent).extracting(Message::broadcastGlobal).containsExactly(false, false, true);
        assertThat(sent).extracting(Message::messageId).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void a_tracked_message_completes_at_stored_and_tells_when_it_is_delivered() {
        hub.connect();
        PublishReceipt receipt = hub.client.publish(toBob("keep"));
        assertThat(hub.wire().last().requireAck()).isTrue();
        assertThat(receipt.stored()).isNotDone();
        hub.wire().acks(receipt.messageId(), "stored");
        assertThat(receipt.stored()).isCompleted();
        assertThat(receipt.confirmed()).isCompletedWithValue(AckLevel.STORED);
        assertThat(receipt.delivered()).isNotDone();
        hub.wire().acks(receipt.messageId(), "delivered");
        assertThat(receipt.delivered()).isCompletedWithValue(true);
        assertThat(hub.acks).extracting(Acknowledgement::level).containsExactly(AckLevel.STORED, AckLevel.DELIVERED);
    }

    @Test
    void delivered_before_stored_counts_as_both() {
        hub.connect();
        PublishReceipt receipt = hub.client.publish(toBob("keep"));
        hub.wire().acks(receipt.messageId(), "delivered");
        assertThat(receipt.stored()).isCompleted();
        assertThat(receipt.delivered()).isCompletedWithValue(true);
    }

    @Test
    void a_tracked_message_to_a_group_is_accepted_and_never_called_stored() {
        hub.connect();
        PublishReceipt receipt = hub.client.publish(
                Message.builder(MessageType.TEXT).groupIds(List.of("g1")).build());
        hub.wire().acks(receipt.messageId(), "accepted");
        assertThat(receipt.confirmed()).isCompletedWithValue(AckLevel.ACCEPTED);
        assertThat(ClientFixture.code(receipt.stored())).isEqualTo("not_stored");
        assertThat(receipt.delivered()).isCompletedWithValue(false);
    }

    @Test
    void a_refused_tracked_message_fails_with_the_code_number_and_advice_of_the_hub() {
        hub.connect();
        PublishReceipt receipt = hub.client.publish(toBob("keep"));
        hub.wire().refuses(receipt.messageId(), "inbox_full", 80202, true);
        SignalboxException error = (SignalboxException)
                receipt.confirmed().handle((level, failure) -> failure).join();
        assertThat(error.code()).isEqualTo("inbox_full");
        assertThat(error.number()).isEqualTo(80202);
        assertThat(error.retryable()).isTrue();
        assertThat(receipt.delivered()).isCompletedWithValue(false);
        assertThat(hub.errors).isEmpty();
    }

    @Test
    void a_refused_untracked_message_is_told_to_the_listener() {
        hub.connect();
        var unused = hub.client.sendTo("bob", "x");
        hub.wire().refuses(hub.wire().last().messageId(), "busy", 80908, true);
        assertThat(hub.errors).extracting(SignalboxException::code).containsExactly("busy");
    }

    @Test
    void a_tracked_message_without_an_answer_fails_after_its_time() {
        hub.connect();
        PublishReceipt receipt = hub.client.publish(toBob("keep"));
        hub.clock.advanceMillis(25_000);
        hub.wire().pong();
        hub.clock.advanceMillis(25_000);
        hub.wire().pong();
        hub.clock.advanceMillis(9_999);
        assertThat(receipt.stored()).isNotDone();
        hub.clock.advanceMillis(1);
        assertThat(ClientFixture.code(receipt.stored())).isEqualTo("timeout");
        assertThat(receipt.delivered()).isCompletedWithValue(false);
    }

    @Test
    @Tag("R24")
    void sending_never_waits_for_a_connection_and_what_was_never_sent_is_told() {
        ClientFixture small = ClientFixture.with(options -> options.maxBuffered(2));
        var kept = small.client.sendTo("bob", "one");
        PublishReceipt tracked = small.client.publish(toBob("two"));
        var refused = small.client.sendTo("bob", "three");
        assertThat(ClientFixture.code(kept)).isEqualTo("(waits)");
        assertThat(ClientFixture.code(tracked.stored())).isEqualTo("(waits)");
        assertThat(ClientFixture.code(refused)).isEqualTo("buffer_full");
        small.client.close();
        assertThat(ClientFixture.code(kept)).isEqualTo("closed");
        assertThat(ClientFixture.code(tracked.stored())).isEqualTo("closed");
        assertThat(tracked.delivered()).isCompletedWithValue(false);
    }

    @Test
    @Tag("K18")
    @Tag("R24")
    void messages_sent_without_a_connection_are_kept_and_written_in_order() {
        hub.connect();
        hub.wire().fails();
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (String content : List.of("one", "two", "three")) {
            sent.add(hub.client.sendTo("bob", content));
        }
        assertThat(sent).allMatch(one -> !one.isDone());
        hub.clock.advanceMillis(500);
        assertThat(hub.wire().sent()).isEmpty();
        hub.wire().registers();
        assertThat(hub.wire().contents()).containsExactly("one", "two", "three");
        assertThat(sent).allMatch(CompletableFuture::isDone);
    }

    @Test
    @Tag("K18")
    @Tag("R24")
    void the_buffer_holds_256_messages_and_the_next_one_is_refused_and_none_dropped() {
        List<CompletableFuture<Void>> sent = IntStream.range(0, 257)
                .mapToObj(i -> hub.client.sendTo("bob", "n" + i))
                .toList();
        assertThat(ClientFixture.code(sent.get(256))).isEqualTo("buffer_full");
        hub.connect();
        assertThat(hub.wire().contents())
                .isEqualTo(IntStream.range(0, 256).mapToObj(i -> "n" + i).toList());
    }

    @Test
    @Tag("R24")
    void the_buffer_is_bounded_in_bytes_too_and_gives_them_back() {
        ClientFixture small = ClientFixture.with(options -> options.maxBufferedBytes(2048));
        assertThat(ClientFixture.code(small.client.sendTo("bob", "x".repeat(1500))))
                .isEqualTo("(waits)");
        assertThat(ClientFixture.code(small.client.sendTo("bob", "x".repeat(1500))))
                .isEqualTo("buffer_full");
        small.connect();
        for (int i = 0; i < 5; i++) {
            PublishReceipt receipt = small.client.publish(toBob("x".repeat(1500)));
            assertThat(ClientFixture.code(small.client.sendTo("bob", "x".repeat(1500))))
                    .isEqualTo("buffer_full");
            small.wire().acks(receipt.messageId(), "stored");
            assertThat(ClientFixture.code(small.client.sendTo("bob", "x".repeat(1500))))
                    .isEqualTo("(done)");
        }
    }

    @Test
    void a_wire_that_takes_nothing_more_is_not_filled_further() {
        ClientFixture slow = ClientFixture.with(options -> options.maxQueued(3));
        slow.connect().writes = false;
        List<CompletableFuture<Void>> sent = IntStream.range(0, 5)
                .mapToObj(i -> slow.client.sendTo("bob", "n" + i))
                .toList();
        assertThat(slow.wire().contents()).containsExactly("n0");
        assertThat(ClientFixture.code(sent.get(3))).isEqualTo("(waits)");
        assertThat(ClientFixture.code(sent.get(4))).isEqualTo("buffer_full");
        slow.wire().writes = true;
        slow.wire().finishWrite(null);
        assertThat(slow.wire().contents()).containsExactly("n0", "n1", "n2", "n3");
    }

    @Test
    void a_caller_that_is_faster_than_the_scheduler_is_refused() {
        ClientFixture busy = ClientFixture.with(options -> options.maxQueued(3));
        busy.connect();
        busy.clock.hold();
        List<CompletableFuture<Void>> sent = IntStream.range(0, 5)
                .mapToObj(i -> busy.client.sendTo("bob", "n" + i))
                .toList();
        assertThat(ClientFixture.code(sent.get(2))).isEqualTo("(waits)");
        assertThat(ClientFixture.code(sent.get(3))).isEqualTo("buffer_full");
        busy.clock.letGo();
        assertThat(busy.wire().contents()).containsExactly("n0", "n1", "n2");
        assertThat(busy.client.sendTo("bob", "again")).isCompleted();
    }

    @Test
    void typing_is_not_kept_for_later() {
        Message typing = Message.builder(MessageType.TYPING).receiver("bob").build();
        assertThat(ClientFixture.code(hub.client.send(typing))).isEqualTo("not_connected");
        hub.connect();
        assertThat(hub.client.send(typing)).isCompleted();
        assertThat(hub.wire().sent()).hasSize(1);
    }

    @Test
    void a_message_larger_than_the_hub_takes_is_refused_here_counted_in_bytes() {
        hub.connect();
        assertThat(ClientFixture.code(hub.client.sendTo("bob", "x".repeat(Limits.MAX_MESSAGE_BYTES))))
                .isEqualTo("message_too_large");
        assertThat(ClientFixture.code(hub.client.sendTo("bob", "é".repeat(Limits.MAX_MESSAGE_BYTES / 2))))
                .isEqualTo("message_too_large");
        assertThat(hub.wire().sent()).isEmpty();
    }

    @Test
    @Tag("K18")
    void a_tracked_message_that_is_not_stored_is_sent_again_under_the_same_id_before_what_waited() {
        hub.connect();
        PublishReceipt first = hub.client.publish(toBob("first"));
        PublishReceipt second = hub.client.publish(toBob("second"));
        hub.wire().acks(first.messageId(), "stored");
        hub.wire().fails();
        var unused = hub.client.sendTo("bob", "waited");
        hub.clock.advanceMillis(500);
        hub.wire().registers();
        assertThat(hub.wire().contents()).containsExactly("second", "waited");
        assertThat(hub.wire().sent().get(0).messageId()).isEqualTo(second.messageId());
        hub.wire().acks(second.messageId(), "stored");
        assertThat(second.stored()).isCompleted();
        assertThat(hub.cut().sent()).isEmpty();
    }

    @Test
    void several_tracked_messages_keep_their_order_over_a_lost_connection() {
        hub.connect();
        IntStream.range(0, 3).forEach(i -> hub.client.publish(toBob("n" + i)));
        hub.wire().writes = false;
        hub.client.publish(toBob("n3"));
        hub.cut().registers();
        assertThat(hub.wire().contents()).containsExactly("n0", "n1", "n2", "n3");
    }

    @Test
    void an_untracked_message_is_never_sent_again() {
        hub.connect();
        var unused = hub.client.sendTo("bob", "once");
        hub.cut().registers();
        assertThat(hub.wire().sent()).isEmpty();
    }

    @Test
    void an_id_that_is_on_its_way_is_refused_and_the_first_goes_on() {
        hub.connect();
        Message named = toBob("x").toBuilder().messageId("m1").build();
        PublishReceipt first = hub.client.publish(named);
        PublishReceipt second = hub.client.publish(named);
        assertThat(ClientFixture.code(second.stored())).isEqualTo("duplicate_message_id");
        hub.wire().acks("m1", "stored");
        assertThat(first.stored()).isCompleted();
    }

    @Test
    void no_more_than_256_tracked_messages_wait_for_the_hub() {
        hub.connect();
        List<PublishReceipt> receipts = IntStream.range(0, 257)
                .mapToObj(i -> hub.client.publish(toBob("n" + i)))
                .toList();
        assertThat(ClientFixture.code(receipts.get(255).stored())).isEqualTo("(waits)");
        assertThat(ClientFixture.code(receipts.get(256).stored())).isEqualTo("too_many_pending");
    }

    @Test
    void a_delivery_nobody_heard_of_for_too_long_is_given_up_unknown() {
        ClientFixture small = ClientFixture.with(options -> options.maxPending(1));
        small.connect();
        PublishReceipt first = small.client.publish(toBob("one"));
        small.wire().acks(first.messageId(), "stored");
        PublishReceipt second = small.client.publish(toBob("two"));
        small.wire().acks(second.messageId(), "stored");
        assertThat(first.delivered()).isCompletedWithValue(false);
        assertThat(second.delivered()).isNotDone();
    }

    @Test
    void after_the_end_everything_is_refused() {
        hub.connect();
        hub.wire().closes(4502);
        assertThat(ClientFixture.code(hub.client.sendTo("bob", "x"))).isEqualTo("closed");
        assertThat(ClientFixture.code(hub.client.publish(toBob("x")).stored())).isEqualTo("closed");
        hub.clock.shut();
        assertThat(ClientFixture.code(hub.client.joinGroups(List.of("g1")))).isEqualTo("closed");
    }

    @Test
    void the_hub_closing_tells_everyone_who_waits() {
        hub.connect();
        PublishReceipt stored = hub.client.publish(toBob("stored"));
        hub.wire().acks(stored.messageId(), "stored");
        PublishReceipt waits = hub.client.publish(toBob("waits"));
        hub.wire().writes = false;
        var beingWritten = hub.client.sendTo("bob", "being written");
        var queued = hub.client.sendTo("bob", "queued");
        hub.wire().closes(4502);
        assertThat(stored.delivered()).isCompletedWithValue(false);
        assertThat(ClientFixture.code(waits.stored())).isEqualTo("closed");
        assertThat(ClientFixture.code(beingWritten)).isEqualTo("connection_lost");
        assertThat(ClientFixture.code(queued)).isEqualTo("closed");
    }
}
