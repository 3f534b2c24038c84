package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages through a hub, routed where they were read and on strands. */
@ParameterizedClass(name = "alone: {0}")
@ValueSource(booleans = {true, false})
class HubMessagesTest {
    private final TestHub node;
    private final TestHub.Client alice;

    HubMessagesTest(boolean alone) {
        node = alone ? TestHub.alone() : TestHub.inCluster();
        alice = node.connect("alice", "a1");
    }

    @Test
    @Tag("M05")
    void a_message_to_a_user_reaches_every_device_once_and_nobody_else() {
        TestHub.Client phone = node.connect("bob", "phone");
        TestHub.Client desk = node.connect("bob", "desk");
        TestHub.Client carol = node.connect("carol", "c1");
        alice.send(Frames.to("bob", "hello"));
        assertThat(phone.contents()).containsExactly("hello");
        assertThat(desk.contents()).containsExactly("hello");
        assertThat(carol.received()).isEmpty();
        assertThat(alice.received()).isEmpty();
        assertThat(node.waiting("bob")).isEmpty();
    }

    @Test
    void a_message_may_be_for_one_client_of_a_user_only() {
        TestHub.Client phone = node.connect("bob", "phone");
        TestHub.Client desk = node.connect("bob", "desk");
        alice.send(Frames.text(Frames.text("hello").receiver("bob").receiverClient("desk")));
        assertThat(phone.received()).isEmpty();
        assertThat(desk.contents()).containsExactly("hello");
    }

    @Test
    void a_tracked_message_may_be_for_one_client_of_a_user_only() {
        TestHub.Client phone = node.connect("bob", "phone");
        alice.send(Frames.text(
                Frames.text("hello").receiver("bob").receiverClient("desk").requireAck(true)));
        alice.send(Frames.tracked("bob", "for both"));
        assertThat(phone.contents()).containsExactly("for both");
        TestHub.Client desk = node.open(Users.identity("bob", "desk"), new FakeWire());
        assertThat(desk.contents()).containsExactly("bob", "hello", "for both");
    }

    @Test
    void messages_of_one_sender_arrive_in_their_order() {
        TestHub.Client bob = node.connect("bob", "b1");
        List<String> expected = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();
        expected.forEach(content -> alice.send(Frames.to("bob", content)));
        assertThat(bob.contents()).isEqualTo(expected);
    }

    @Test
    void who_writes_to_oneself_gets_it_on_every_device() {
        TestHub.Client desk = node.connect("alice", "a2");
        alice.send(Frames.to("alice", "note"));
        assertThat(alice.contents()).containsExactly("note");
        assertThat(desk.contents()).containsExactly("note");
    }

    @Test
    @Tag("M09")
    void a_message_to_groups_reaches_each_member_once_and_not_the_sending_connection() {
        TestHub.Client desk = node.connect("alice", "a2");
        TestHub.Client bob = node.connect("bob", "b1", "g1", "g2");
        TestHub.Client carol = node.connect("carol", "c1", "g2");
        TestHub.Client dave = node.connect("dave", "d1", "g3");
        alice.send(Frames.join("g1", "g2"));
        alice.received();
        alice.send(Frames.toGroups("hello", "g1", "g2"));
        assertThat(bob.contents()).containsExactly("hello");
        assertThat(carol.contents()).containsExactly("hello");
        assertThat(desk.contents()).containsExactly("hello");
        assertThat(dave.received()).isEmpty();
        assertThat(alice.received()).isEmpty();
    }

    @Test
    @Tag("M13")
    void a_global_broadcast_reaches_every_other_connection_of_the_app_in_any_namespace() {
        TestHub.Client desk = node.connect("alice", "a2");
        TestHub.Client bob = node.connect("bob", "b1");
        UserKey elsewhere = new UserKey(new Tenant(Tenant.DEFAULT_APP, "other"), "erin");
        TestHub.Client erin = node.connect(Users.identity(elsewhere, "e1"));
        TestHub.Client stranger =
                node.connect(Users.identity(new UserKey(new Tenant("other", Tenant.DEFAULT_NAMESPACE), "bob"), "s1"));
        alice.send(Frames.toAll("maintenance"));
        for (TestHub.Client client : List.of(desk, bob, erin)) {
            assertThat(client.contents()).containsExactly("maintenance");
        }
        assertThat(stranger.received()).isEmpty();
        assertThat(alice.received()).isEmpty();
    }

    @Test
    void users_of_different_tenants_never_meet() {
        UserKey strangeBob = new UserKey(new Tenant("other", Tenant.DEFAULT_NAMESPACE), "bob");
        TestHub.Client stranger = node.connect(Users.identity(strangeBob, "s1", "g"));
        alice.send(Frames.join("g"));
        alice.send(Frames.toGroups("to group", "g"));
        alice.send(Frames.to("bob", "to bob"));
        assertThat(stranger.received()).isEmpty();
        assertThat(node.waiting(strangeBob)).isEmpty();
        assertThat(node.waiting("bob")).hasSize(1);
    }

    @Test
    void a_receiver_comes_before_groups_and_groups_before_a_broadcast() {
        TestHub.Client bob = node.connect("bob", "b1");
        TestHub.Client carol = node.connect("carol", "c1", "g");
        TestHub.Client dave = node.connect("dave", "d1");
        alice.send(Frames.join("g"));
        alice.send(Frames.text(
                Frames.text("one").receiver("bob").groupIds(List.of("g")).broadcastGlobal(true)));
        alice.send(Frames.text(Frames.text("two").groupIds(List.of("g")).broadcastGlobal(true)));
        assertThat(bob.contents()).containsExactly("one");
        assertThat(carol.contents()).containsExactly("two");
        assertThat(dave.received()).isEmpty();
    }

    @Test
    @Tag("H52")
    @Tag("C33")
    void a_sender_cannot_pretend_to_be_another() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send("{\"message_type\":\"text\",\"message_id\":\"m\",\"receiver\":\"bob\",\"sender\":\"root\","
                + "\"sender_name\":\"Root\",\"sender_type\":\"system\",\"sender_client\":\"x\",\"app_id\":\"x\","
                + "\"namespace\":\"x\",\"create_at\":\"1999-01-01T00:00:00Z\",\"seq\":99,\"ack\":\"delivered\","
                + "\"source\":\"offline\",\"epoch\":\"e\",\"recovered\":true,\"receiver_node\":\"n\","
                + "\"data\":{\"offline\":true,\"a\":1}}");
        assertThat(Json.object(bob.received().get(0)))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("message_type", "text"),
                        Map.entry("message_id", "m"),
                        Map.entry("receiver", "bob"),
                        Map.entry("sender", "alice"),
                        Map.entry("sender_name", "alice"),
                        Map.entry("sender_type", "visitor"),
                        Map.entry("sender_client", "a1"),
                        Map.entry("app_id", Tenant.DEFAULT_APP),
                        Map.entry("namespace", Tenant.DEFAULT_NAMESPACE),
                        Map.entry("create_at", "2026-11-22T10:00:00.000Z"),
                        Map.entry("data", Map.of("a", BigDecimal.ONE))));
    }

    @Test
    void a_message_without_id_gets_one() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send("{\"message_type\":\"text\",\"receiver\":\"bob\"}");
        alice.send("{\"message_type\":\"text\",\"receiver\":\"bob\"}");
        assertThat(bob.received().stream().map(text -> Json.text(text, "message_id")))
                .doesNotContainNull()
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void the_present_name_of_a_client_is_stamped() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send("{\"type\":\"name_response\",\"client_name\":\"Alice II\"}");
        alice.send(Frames.to("bob", "1"));
        alice.send("{\"client_id\":\"ignored\",\"client_name\":\"Alice III\"}");
        alice.send(Frames.to("bob", "2"));
        assertThat(bob.received().stream().map(text -> Json.text(text, "sender_name")))
                .containsExactly("Alice II", "Alice III");
    }

    @Test
    void groups_are_joined_and_left_by_command_and_confirmed() {
        TestHub.Client bob = node.connect("bob", "b1", "g1");
        alice.send(Frames.join("g1", "g2"));
        assertThat(alice.received().stream().map(Json::object))
                .containsExactly(Map.of(
                        "message_type",
                        "success",
                        "group_ids",
                        List.of("g1", "g2"),
                        "content",
                        "group_join",
                        "reply_to_msg_id",
                        "cmd"));
        alice.send(Frames.leave("g1"));
        assertThat(Json.text(alice.received().get(0), "content")).isEqualTo("group_leave");
        alice.send(Frames.toGroups("no more", "g1"));
        assertThat(alice.errors()).containsExactly("group_not_member");
        assertThat(bob.received()).isEmpty();
        assertThat(node.groups.groupsOf(Users.user("alice"))).containsExactly("g2");
    }

    @Test
    void a_command_that_is_addressed_to_somebody_is_passed_on() {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send("{\"message_type\":\"command\",\"content\":\"dance\",\"receiver\":\"bob\"}");
        assertThat(bob.contents()).containsExactly("dance");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message_type\":\"text\",\"message_id\":\"m\"}|target_missing",
                "{\"message_type\":\"text\",\"message_id\":\"m\",\"broadcast_type\":\"none\"}|target_missing",
                "{\"message_type\":\"text\",\"message_id\":\"m\",\"group_ids\":[\"g\"]}|group_not_member",
                "{\"message_type\":\"text\",\"message_id\":\"m\",\"group_ids\":[]}|target_missing",
                "{\"message_type\":\"nope\",\"message_id\":\"m\"}|unknown_type",
                "{\"message_type\":\"pong\",\"message_id\":\"m\"}|type_not_allowed",
                "{\"message_type\":\"error\",\"message_id\":\"m\",\"receiver\":\"bob\"}|type_not_allowed",
                "{\"message_type\":\"kick_out\",\"message_id\":\"m\",\"receiver\":\"bob\"}|type_not_allowed",
                "{\"message_type\":\"command\",\"message_id\":\"m\",\"content\":\"dance\"}|unknown_command",
                "{\"message_type\":\"command\",\"message_id\":\"m\"}|unknown_command",
                "{\"message_type\":\"command\",\"message_id\":\"m\",\"content\":\"group_join\"}|target_missing",
                "{\"message_id\":\"m\",\"message_type\":\"command\",\"content\":\"group_join\",\"group_ids\":[\"__g\"]}|group_reserved",
                "{\"message_id\":\"m\",\"message_type\":\"text\",\"content\":1}|malformed_frame"
            })
    void what_cannot_be_done_is_answered_with_its_code_and_the_connection_stays_open(String frame, String code) {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(frame);
        List<String> answers = alice.received();
        assertThat(answers).hasSize(1);
        assertThat(Json.text(answers.get(0), "message_type")).isEqualTo("error");
        assertThat(Json.text(answers.get(0), "reply_to_msg_id")).isEqualTo("m");
        assertThat(Json.object(answers.get(0), "data")).containsEntry("code", code);
        assertThat(bob.received()).isEmpty();
        assertThat(alice.session.isOpen()).isTrue();
        assertThat(node.metrics.value(Count.MESSAGES_REFUSED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "1", "\"x\"", "", "{", "\u0000", "\uD83D\uDE00"})
    @Tag("H51")
    void a_frame_that_is_no_object_is_answered_and_nothing_else_happens(String frame) {
        alice.send(frame);
        assertThat(alice.errors()).containsExactly("malformed_frame");
        assertThat(alice.session.isOpen()).isTrue();
    }

    @Test
    void a_binary_message_is_answered_with_its_code() {
        node.hub.receiveBinary(alice.session, ByteBuffer.allocate(3));
        assertThat(alice.errors()).containsExactly("binary_not_supported");
    }

    @Test
    void nobody_joins_more_groups_than_allowed() {
        String many = IntStream.range(0, 31).mapToObj(i -> "g" + i).collect(Collectors.joining(","));
        alice.send(Frames.join(many.split(",", -1)));
        alice.received();
        alice.send(Frames.join("h1", "h2"));
        assertThat(alice.errors()).containsExactly("too_many_groups");
        alice.send(Frames.join("h1"));
        assertThat(alice.errors()).isEmpty();
    }

    @Test
    void pings_are_answered_at_once_in_the_spelling_of_the_ping() {
        alice.send("{\"message_type\":\"ping\",\"message_id\":\"p1\"}");
        alice.send("{\"message_type\":\"heartbeat\"}");
        alice.send("{\"type\":\"ping\"}");
        String now = "2026-11-22T10:00:00.000Z";
        assertThat(alice.received().stream().map(Json::object))
                .containsExactly(
                        Map.of("message_id", "p1", "message_type", "pong", "create_at", now),
                        Map.of("message_type", "pong", "create_at", now),
                        Map.of("type", "pong", "timestamp", new BigDecimal(1_795_341_600)));
    }

    @Test
    void a_full_strand_says_busy_and_does_not_take_the_message() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub slow = new TestHub.Setup().executor(executor).strands(1, 16).build();
        TestHub.Client bob = slow.connect("bob", "b1");
        TestHub.Client sender = slow.connect("alice", "a1");
        executor.runAll();
        for (int i = 0; i < 20; i++) {
            sender.send(Frames.tracked("bob", "m" + i));
        }
        assertThat(sender.errors()).containsExactly("busy", "busy", "busy", "busy");
        sender.send("{\"type\":\"ping\"}");
        sender.send("{\"message_type\":\"ping\"}");
        assertThat(sender.received()).as("pings need no strand").hasSize(2);
        executor.runAll();
        assertThat(bob.contents()).hasSize(16).startsWith("m0").endsWith("m15");
    }

    @Test
    void a_broadcast_that_asks_for_it_is_accepted_but_never_called_stored() {
        alice.send(Frames.text(Frames.text("m2").broadcastGlobal(true).requireAck(true)));
        assertThat(alice.received().stream().map(Json::object))
                .containsExactly(Map.of("message_id", "m2", "message_type", "ack", "ack", "accepted"));
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void every_type_is_delivered_answered_or_refused_but_never_swallowed(MessageType type) {
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send("{\"message_type\":\"" + type.wireName() + "\",\"message_id\":\"m\",\"receiver\":\"bob\"}");
        int seen = bob.received().size() + alice.received().size();
        // An acknowledgement of something unknown is the one thing that has no answer; what is tracked has one more.
        assertThat(seen).isEqualTo(type == MessageType.ACK ? 0 : type.tracked() ? 2 : 1);
    }

    @Test
    void a_slow_receiver_is_closed_and_the_sender_and_the_others_go_on() {
        TestHub small = new TestHub.Setup()
                .session("outbox-messages", 16, "outbox-bytes", 256 * 1024)
                .build();
        TestHub.Client sender = small.connect("alice", "a1");
        TestHub.Client slow = small.connect("bob", "slow");
        TestHub.Client fast = small.connect("bob", "fast");
        slow.wire.hold();
        for (int i = 0; i < 100; i++) {
            sender.send(Frames.to("bob", "m" + i));
        }
        assertThat(slow.wire.closeCode()).isEqualTo(4001);
        assertThat(slow.wire.texts()).hasSize(1);
        assertThat(fast.contents()).hasSize(100);
        assertThat(sender.session.isOpen()).isTrue();
    }
}
