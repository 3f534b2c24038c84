package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is no JSON, on a node that takes it. */
class PlainTextTest {
    private final TestHub node = new TestHub.Setup().plainText().build();
    private final TestHub.Client bob = node.connect("bob", "b1", "g1");
    private final TestHub.Client carol = node.connect("carol", "c1", "g2");

    @ParameterizedTest
    @Tag("M03")
    @ValueSource(strings = {"hello", " 5 apples", "- milk", "nullable", "\u0000", "\uD83D\uDE00 \"quoted\"", "}"})
    void it_is_a_text_message_to_the_groups_of_the_handshake(String text) {
        TestHub.Client alice = node.connect("alice", "a1", "g1", "g2");
        alice.send(text);
        for (TestHub.Client member : List.of(bob, carol)) {
            String received = member.received().get(0);
            assertThat(Json.object(received))
                    .containsEntry("message_type", "text")
                    .containsEntry("content", text)
                    .containsEntry("sender", "alice")
                    .containsKey("message_id");
        }
        assertThat(alice.received()).isEmpty();
    }

    @Test
    @Tag("M03")
    void a_connection_that_came_without_groups_has_nobody_to_send_it_to() {
        TestHub.Client alice = node.connect("alice", "a1");
        alice.send(Frames.join("g1"));
        alice.received();
        alice.send("hello");
        assertThat(alice.errors()).containsExactly("target_missing");
        assertThat(bob.received()).isEmpty();
    }

    @Test
    void who_left_a_group_of_the_handshake_is_told() {
        TestHub.Client alice = node.connect("alice", "a1", "g1");
        alice.send(Frames.leave("g1"));
        alice.received();
        alice.send("hello");
        assertThat(alice.errors()).containsExactly("group_not_member");
    }

    @ParameterizedTest
    @Tag("H51")
    @ValueSource(
            strings = {"null", " true ", "false", "[]", "[hello]", "1", "-1.5e+10", "\"x\"", "", "  \n", "{", "{hello}"
            })
    void what_is_meant_as_json_is_still_answered_with_a_code(String frame) {
        TestHub.Client alice = node.connect("alice", "a1", "g1");
        alice.send(frame);
        assertThat(alice.errors()).containsExactly("malformed_frame");
        assertThat(alice.session.isOpen()).isTrue();
        assertThat(bob.received()).isEmpty();
    }

    @Test
    void messages_are_messages_as_before() {
        TestHub.Client alice = node.connect("alice", "a1", "g1");
        alice.send("  " + Frames.to("carol", "hello"));
        assertThat(carol.contents()).containsExactly("hello");
        assertThat(bob.received()).isEmpty();
    }

    @Test
    void without_the_option_it_is_refused() {
        TestHub strict = TestHub.alone();
        TestHub.Client alice = strict.connect("alice", "a1", "g1");
        alice.send("hello");
        assertThat(alice.errors()).containsExactly("malformed_frame");
    }
}
