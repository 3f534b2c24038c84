package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.Message;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GroupsTest {
    private final ClientFixture hub = ClientFixture.connected();

    @Test
    void joining_completes_at_the_success_of_the_hub() {
        var joined = hub.client.joinGroups(List.of("g1", "g2"));
        Message command = hub.wire().last();
        assertThat(command.content()).isEqualTo("group_join");
        assertThat(command.groupIds()).containsExactly("g1", "g2");
        assertThat(joined).isNotDone();
        assertThat(hub.client.groups()).isEmpty();
        hub.wire().succeeds(command.messageId());
        assertThat(joined).isCompleted();
        assertThat(hub.client.groups()).containsExactlyInAnyOrder("g1", "g2");
    }

    @Test
    void joining_fails_with_the_code_of_the_hub_and_is_not_tried_again_on_the_next_connection() {
        var joined = hub.client.joinGroups(List.of("__g"));
        hub.wire().refuses(hub.wire().last().messageId(), "group_reserved", 81406, false);
        assertThat(ClientFixture.code(joined)).isEqualTo("group_reserved");
        hub.cut().registers();
        assertThat(hub.wire().sent()).isEmpty();
    }

    @Test
    void a_command_without_an_answer_fails_after_its_time() {
        var joined = hub.client.joinGroups(List.of("g1"));
        hub.clock.advanceMillis(10_000);
        assertThat(ClientFixture.code(joined)).isEqualTo("timeout");
    }

    @Test
    @Tag("K18")
    void the_next_handshake_names_the_groups_joined() {
        join("g1");
        assertThat(hub.cut().address.getQuery()).contains("group_id=g1");
    }

    @Test
    @Tag("K18")
    void groups_the_hub_did_not_take_from_the_handshake_are_joined_before_what_waited_goes_out() {
        join("g1");
        join("g,2");
        hub.wire().fails();
        var unused = hub.client.sendToGroup("g1", "waited");
        hub.clock.advanceMillis(500);
        hub.wire().registers("g1");
        Message command = hub.wire().last();
        assertThat(hub.wire().sent()).hasSize(1);
        assertThat(command.groupIds()).containsExactly("g,2");
        hub.wire().succeeds(command.messageId());
        assertThat(hub.wire().contents()).containsExactly("group_join", "waited");
    }

    @Test
    void groups_that_cannot_be_joined_again_are_reported_and_hold_nothing_back() {
        join("g1");
        hub.cut().registers();
        var refused = hub.client.sendTo("bob", "first");
        hub.wire().refuses(hub.wire().last().messageId(), "too_many_groups", 81407, false);
        assertThat(refused).isCompleted();
        hub.cut().registers();
        var late = hub.client.sendTo("bob", "second");
        hub.clock.advanceMillis(10_000);
        assertThat(late).isCompleted();
        assertThat(hub.errors).extracting(SignalboxException::code).containsExactly("too_many_groups", "timeout");
    }

    @Test
    void a_connection_lost_while_joining_again_does_not_open_the_way_for_the_next_one() {
        join("g1");
        hub.cut().registers();
        hub.wire().fails();
        hub.clock.advanceMillis(500);
        var sent = hub.client.sendTo("bob", "x");
        hub.clock.advanceMillis(9_800);
        assertThat(sent).isNotDone();
        assertThat(hub.wires.get(2).sent()).isEmpty();
    }

    @Test
    void a_group_that_was_left_is_not_joined_again_also_when_it_was_there_from_the_start() {
        ClientFixture member = new ClientFixture(builder -> builder.groups("g1"), options -> options, true);
        var unused = member.client.connect();
        assertThat(member.wire().address.getQuery()).contains("group_id=g1");
        member.wire().registers("g1");
        var left = member.client.leaveGroups(List.of("g1"));
        member.wire().succeeds(member.wire().last().messageId());
        assertThat(left).isCompleted();
        assertThat(member.cut().address.getQuery()).doesNotContain("group_id");
    }

    @Test
    void a_join_that_lost_its_connection_is_sent_again() {
        var joined = hub.client.joinGroups(List.of("g1"));
        Message command = hub.wire().last();
        hub.wire().fails();
        hub.clock.advanceMillis(500);
        hub.wire().registers();
        assertThat(hub.wire().last()).isEqualTo(command);
        hub.wire().succeeds(command.messageId());
        assertThat(joined).isCompleted();
    }

    @Test
    void a_wire_that_is_registered_again_with_another_node_is_back_in_its_groups_before_anything_is_sent() {
        join("g1");
        hub.wire().registers();
        Message command = hub.wire().last();
        var unused = hub.client.sendToGroup("g1", "after");
        assertThat(hub.wire().last()).isEqualTo(command);
        hub.wire().succeeds(command.messageId());
        assertThat(hub.wire().last().content()).isEqualTo("after");
    }

    private void join(String group) {
        var unused = hub.client.joinGroups(List.of(group));
        hub.wire().succeeds(hub.wire().last().messageId());
    }
}
