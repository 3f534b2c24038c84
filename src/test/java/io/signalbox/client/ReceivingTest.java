package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.Message;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReceivingTest {
    private final ClientFixture hub = ClientFixture.connected();

    @Test
    void a_tracked_message_is_acknowledged_once_its_listener_returned() {
        hub.listenerStuck = true;
        hub.wire().stored(17, true);
        assertThat(hub.wire().acknowledged()).isEmpty();
        hub.unstick();
        assertThat(hub.contents()).containsExactly("s17");
        assertThat(hub.wire().acknowledged()).containsExactly(17L);
        assertThat(hub.wire().last().messageId()).isEqualTo("m17");
        assertThat(hub.client.processedUpTo()).isEqualTo(17);
    }

    @Test
    void a_listener_that_throws_leaves_the_message_with_the_hub_and_is_reported_and_the_next_comes() {
        hub.onMessage = message -> {
            throw new IllegalStateException("boom");
        };
        hub.wire().stored(1, true);
        hub.onMessage = message -> {};
        hub.wire().stored(2, true);
        assertThat(hub.wire().acknowledged()).containsExactly(2L);
        assertThat(hub.errors).extracting(SignalboxException::code).containsExactly("handler_failed");
        hub.cut().registers();
        hub.wire().stored(1, true);
        assertThat(hub.contents()).containsExactly("s1", "s2", "s1");
        assertThat(hub.wire().acknowledged()).containsExactly(1L);
    }

    @Test
    void an_error_that_is_no_exception_is_a_failed_listener_too() {
        hub.onMessage = message -> {
            throw new AssertionError("boom");
        };
        hub.wire().stored(1, true);
        assertThat(hub.wire().acknowledged()).isEmpty();
        assertThat(hub.errors).extracting(SignalboxException::code).containsExactly("handler_failed");
    }

    @Test
    void with_several_listeners_all_have_to_return_and_all_are_called() {
        ClientFixture two = new ClientFixture(
                builder -> builder.listener(message -> {
                    throw new IllegalStateException("boom");
                }),
                options -> options,
                true);
        two.connect();
        two.wire().stored(1, true);
        assertThat(two.contents()).containsExactly("s1");
        assertThat(two.wire().acknowledged()).isEmpty();
    }

    @Test
    void with_nobody_listening_a_message_stays_with_the_hub() {
        ClientFixture deaf = new ClientFixture(builder -> builder, options -> options, false);
        deaf.connect();
        deaf.wire().stored(1, true);
        assertThat(deaf.wire().acknowledged()).isEmpty();
        assertThat(deaf.client.processedUpTo()).isZero();
    }

    @Test
    @Tag("K18")
    void a_replayed_message_that_was_processed_is_not_handed_out_again_but_acknowledged_again() {
        hub.wire().stored(1, true);
        hub.cut().registers();
        hub.wire().stored(1, true);
        assertThat(hub.contents()).containsExactly("s1");
        assertThat(hub.wire().acknowledged()).containsExactly(1L);
    }

    @Test
    void a_message_that_comes_again_while_a_listener_has_it_is_left_alone() {
        hub.listenerStuck = true;
        hub.wire().stored(1, true);
        hub.cut().registers();
        hub.wire().stored(1, true);
        hub.unstick();
        assertThat(hub.contents()).containsExactly("s1");
        assertThat(hub.wire().acknowledged()).containsExactly(1L);
    }

    @Test
    void a_stored_message_that_asks_for_no_acknowledgement_gets_none_and_is_not_handed_out_twice() {
        hub.wire().stored(1, false);
        hub.wire().stored(1, false);
        assertThat(hub.contents()).containsExactly("s1");
        assertThat(hub.wire().acknowledged()).isEmpty();
    }

    @Test
    void messages_that_are_not_stored_are_never_taken_for_repetitions() {
        hub.wire().text("same");
        hub.wire().text("same");
        assertThat(hub.contents()).containsExactly("same", "same");
    }

    @Test
    void without_automatic_acknowledgement_the_application_says_when() {
        ClientFixture manual = ClientFixture.with(options -> options.autoAck(false));
        manual.connect();
        manual.wire().stored(1, true);
        assertThat(manual.wire().acknowledged()).isEmpty();
        manual.client.acknowledge(manual.messages.get(0));
        assertThat(manual.wire().acknowledged()).containsExactly(1L);
    }

    @Test
    void an_acknowledgement_that_found_no_connection_is_made_up_for_at_the_replay() {
        hub.listenerStuck = true;
        hub.wire().stored(1, true);
        hub.wire().fails();
        hub.unstick();
        hub.clock.advanceMillis(500);
        hub.wire().registers();
        hub.wire().stored(1, true);
        assertThat(hub.contents()).containsExactly("s1");
        assertThat(hub.wire().acknowledged()).containsExactly(1L);
    }

    @Test
    void a_client_can_start_where_an_earlier_one_stopped() {
        ClientFixture later = ClientFixture.with(options -> options.processedUpTo(5));
        later.connect();
        later.wire().stored(5, true);
        later.wire().stored(6, true);
        assertThat(later.contents()).containsExactly("s6");
        assertThat(later.wire().acknowledged()).containsExactly(5L, 6L);
    }

    @Test
    void an_error_that_a_person_sent_is_a_message_not_an_answer_of_the_hub() {
        hub.wire().says("{\"message_type\":\"error\",\"sender\":\"bob\",\"content\":\"oops\"}");
        assertThat(hub.contents()).containsExactly("oops");
        assertThat(hub.errors).isEmpty();
    }

    @Test
    void what_is_no_message_is_reported_and_the_connection_stays() {
        for (String bad : new String[] {"", "[]", "{", "null", "{\"message_type\":\"nope\"}", "{\"type\":\"ping\"}"}) {
            hub.wire().says(bad);
        }
        hub.wire().saysBinary();
        assertThat(hub.errors).hasSize(7).allMatch(error -> error.is(ClientErrorCode.MALFORMED_FRAME));
        hub.wire().text("good");
        assertThat(hub.contents()).containsExactly("good");
    }

    @Test
    void the_fragments_of_a_text_are_put_together() {
        hub.wire().fragment("{\"message_type\":\"text\",", false);
        hub.wire().fragment("\"content\":\"wh", false);
        hub.wire().fragment("ole\"}", true);
        hub.wire().text("next");
        assertThat(hub.contents()).containsExactly("whole", "next");
    }

    @Test
    void a_message_beyond_the_bound_closes_with_1009_however_it_is_cut() {
        ClientFixture small = ClientFixture.with(options -> options.maxInboundBytes(1024));
        small.connect();
        small.wire().fragment("é".repeat(300), false);
        small.wire().fragment("é".repeat(300), false);
        assertThat(small.wire().closedWith).isEqualTo(1009);
        assertThat(small.disconnections)
                .extracting(Disconnection::code, Disconnection::retryIn)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1009, java.util.Optional.empty()));
        assertThat(small.client.state()).isEqualTo(ClientState.CLOSED);
    }

    @Test
    void a_message_of_exactly_the_bound_is_taken() {
        ClientFixture small = ClientFixture.with(options -> options.maxInboundBytes(1024));
        small.connect();
        String frame = "{\"message_type\":\"text\",\"content\":\"\"}";
        String content = "é".repeat((1024 - frame.length()) / 2) + "x".repeat((1024 - frame.length()) % 2);
        small.wire().text("first");
        small.wire().says(frame.replace("\"\"", '"' + content + '"'));
        assertThat(small.contents()).containsExactly("first", content);
        small.wire().fragment(frame.replace("\"\"", '"' + content + "x\""), true);
        assertThat(small.wire().closedWith).isEqualTo(1009);
    }

    @Test
    void a_listener_that_does_not_return_stops_the_reading_and_the_memory_stays_bounded() {
        ClientFixture slow = ClientFixture.with(options -> options.maxInbound(3));
        slow.connect();
        slow.listenerStuck = true;
        slow.wire().text("one");
        slow.wire().text("two");
        assertThat(slow.wire().requested).isEqualTo(1);
        slow.wire().text("three");
        assertThat(slow.wire().requested).isZero();
        slow.unstick();
        assertThat(slow.wire().requested).isEqualTo(1);
        assertThat(slow.contents()).containsExactly("one", "two", "three");
    }

    @Test
    void acknowledgements_alone_cannot_stop_the_reading_for_good() {
        ClientFixture slow = ClientFixture.with(options -> options.maxInbound(2));
        slow.connect();
        slow.listenerStuck = true;
        slow.wire().acks("m1", "stored");
        slow.wire().acks("m2", "stored");
        assertThat(slow.wire().requested).isZero();
        slow.unstick();
        assertThat(slow.wire().requested).isEqualTo(1);
    }

    @Test
    void silence_while_the_client_itself_does_not_read_is_not_held_against_the_hub() {
        ClientFixture slow = ClientFixture.with(options -> options.maxInbound(1));
        slow.connect();
        slow.listenerStuck = true;
        slow.wire().text("long work");
        slow.clock.advanceMillis(120_000);
        assertThat(slow.wire().aborted).isFalse();
        slow.unstick();
        slow.wire().pong();
        slow.clock.advanceMillis(60_000);
        assertThat(slow.wires.get(0).aborted).isTrue();
    }

    @Test
    void a_listener_stuck_for_ever_does_not_fill_the_memory_with_states() {
        hub.listenerStuck = true;
        for (int i = 0; i < 2000; i++) {
            hub.cut();
        }
        hub.unstick();
        assertThat(hub.disconnections.size()).isBetween(100, 512);
    }

    @Test
    void the_rest_of_the_envelope_arrives_as_the_hub_sent_it() {
        hub.wire()
                .says(
                        "{\"message_type\":\"text\",\"message_id\":\"m\",\"sender\":\"bob\",\"sender_name\":\"Bob\","
                                + "\"group_ids\":[\"g\"],\"data\":{\"a\":[1]},\"create_at\":\"2026-11-22T10:00:00.000Z\",\"new\":1}");
        Message message = hub.messages.get(0);
        assertThat(message.senderName()).isEqualTo("Bob");
        assertThat(message.groupIds()).containsExactly("g");
        assertThat(message.data()).isEqualTo("{\"a\":[1]}");
        assertThat(message.createAt()).isEqualTo("2026-11-22T10:00:00Z");
    }
}
