package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type between two clients, with no application between them. */
class ForwardedTypesTest {
    /** Said to the hub, not to a user. */
    private static final Set<MessageType> TO_THE_HUB =
            Set.of(MessageType.PING, MessageType.HEARTBEAT, MessageType.ACK, MessageType.COMMAND);

    private final TestHub node = TestHub.alone();
    private final TestHub.Client alice = node.connect("alice", "a1", "g");

    @ParameterizedTest
    @Tag("M24")
    @Tag("M31")
    @CsvSource({
        "typing, false",
        "read, false",
        "delivered, false",
        "open_window, false",
        "close_window, false",
        "recall, true",
        "edit, true",
        "reaction, true"
    })
    void it_goes_to_a_user_and_to_a_group_and_waits_for_who_is_away_only_if_it_is_storable(String type, boolean kept) {
        TestHub.Client bob = node.connect("bob", "b1", "g");
        String said = "{\"message_type\":\"" + type
                + "\",\"message_id\":\"m\",\"reply_to_msg_id\":\"m0\",\"session_id\":\"s\",\"content\":\"c\",\"data\":{\"n\":1},";
        alice.send(said + "\"receiver\":\"bob\"}");
        alice.send(said + "\"group_ids\":[\"g\"]}");
        List<String> received = bob.received();
        assertThat(received).hasSize(2);
        for (String text : received) {
            assertThat(Json.text(text, "message_type")).isEqualTo(type);
            assertThat(Json.text(text, "sender")).isEqualTo("alice");
            assertThat(Json.text(text, "reply_to_msg_id")).isEqualTo("m0");
            assertThat(Json.text(text, "session_id")).isEqualTo("s");
            assertThat(Json.object(text, "data")).containsKey("n");
            assertThat(Json.text(text, "seq")).isNull();
        }
        assertThat(alice.received()).isEmpty();
        assertThat(node.inbox.appends()).isZero();
        alice.send(said + "\"receiver\":\"away\"}");
        assertThat(node.waiting("away")).hasSize(kept ? 1 : 0);
        assertThat(alice.acks()).hasSize(kept ? 1 : 0);
    }

    @ParameterizedTest
    @Tag("M32")
    @EnumSource
    void every_type_is_taken_from_a_client_or_refused_as_the_hubs_own(MessageType type) {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send("{\"message_type\":\"" + type.wireName() + "\",\"receiver\":\"bob\"}");
        assertThat(type.category()).isNotNull();
        if (type.hubOnly()) {
            assertThat(alice.errors()).containsExactly(ErrorCode.TYPE_NOT_ALLOWED.wireName());
            assertThat(bob.received()).isEmpty();
        } else if (!TO_THE_HUB.contains(type)) {
            assertThat(Json.text(bob.received().get(0), "message_type")).isEqualTo(type.wireName());
            assertThat(alice.errors()).isEmpty();
        }
    }
}
