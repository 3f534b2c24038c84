package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages to the members of groups. */
class GroupSendsTest {
    private static final Origin APPLICATION = Origin.application(Users.TENANT);
    private static final Origin ALICE = Origin.user(Users.user("alice"), "Alice", UserType.VISITOR);

    private final TestHub node = TestHub.alone();
    private final Groups groups = node.hub.groups();
    private final TestHub.Client alice = node.connect("alice", "a1", "g", "h");
    private final TestHub.Client bob = node.connect("bob", "b1", "g", "h");

    @Test
    @Tag("M10")
    @Tag("R16")
    void a_tracked_message_is_stored_for_each_member_and_waits_until_each_has_acknowledged_it() {
        node.connect("carol", "c1", "h").disconnect();
        alice.send(tracked("m1", "g", "h"));
        assertThat(alice.received().stream().map(Json::object))
                .containsExactly(Map.of(
                        "message_type",
                        "ack",
                        "message_id",
                        "m1",
                        "ack",
                        "stored",
                        "group_ids",
                        List.of("g", "h"),
                        "data",
                        counts(2, 1, 2, 0)));
        assertThat(bob.contents()).as("once, though in both groups").containsExactly("m1");
        assertThat(node.waiting("alice")).isEmpty();
        TestHub.Client carol = node.connect("carol", "c2");
        assertThat(carol.welcome()).hasSize(2);
        assertThat(Json.text(carol.welcome().get(1), "content")).isEqualTo("m1");
        assertThat(Json.object(carol.welcome().get(1)).get("group_ids")).isEqualTo(List.of("g", "h"));
        carol.send(Frames.ack("m1", 1));
        bob.send(Frames.ack("m1", 1));
        assertThat(alice.received().stream().map(text -> Json.text(text, "ack") + " " + Json.text(text, "receiver")))
                .containsExactly("delivered carol", "delivered bob");
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(node.waiting("carol")).isEmpty();
    }

    @Test
    @Tag("M10")
    void the_senders_other_devices_get_it_as_it_happens() {
        TestHub.Client desk = node.connect("alice", "a2");
        alice.send(tracked("m1", "g"));
        assertThat(desk.contents()).containsExactly("m1");
        assertThat(alice.contents()).isEmpty();
    }

    @Test
    @Tag("M10")
    void a_tracked_message_never_waits_for_the_inbox_on_the_thread_that_read_it() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub slow = new TestHub.Setup().executor(executor).build();
        TestHub.Client sender = slow.connect("alice", "a1", "g");
        slow.connect("bob", "b1", "g");
        executor.runAll();
        sender.send(tracked("m1", "g"));
        assertThat(slow.inbox.appends()).isZero();
        executor.runAll();
        assertThat(slow.inbox.appends()).isEqualTo(1);
    }

    @Test
    @Tag("M10")
    void who_cannot_store_it_for_all_is_told_for_how_many_and_once_more_stores_the_rest() {
        for (String user : List.of("u1", "u2", "u3")) {
            node.connect(user, "c", "g").disconnect();
        }
        node.inbox.down(true);
        alice.send(tracked("m1", "g"));
        List<String> answers = alice.received();
        assertThat(answers).hasSize(1);
        assertThat(Json.text(answers.get(0), "reply_to_msg_id")).isEqualTo("m1");
        assertThat(Json.object(answers.get(0), "data"))
                .containsEntry("code", "group_partly_stored")
                .containsEntry("retry", true)
                .containsAllEntriesOf(
                        Map.of("members", new BigDecimal(4), "stored", BigDecimal.ZERO, "failed", new BigDecimal(4)));
        node.inbox.down(false);
        alice.send(tracked("m1", "g"));
        assertThat(alice.acks()).containsExactly("stored");
        for (String user : List.of("bob", "u1", "u2", "u3")) {
            assertThat(node.waiting(user)).as(user).hasSize(1);
        }
    }

    @Test
    @Tag("M10")
    void a_full_inbox_of_one_member_does_not_keep_it_from_the_others() {
        TestHub small = new TestHub.Setup()
                .inbox(new InMemoryInbox(new ManualClock(), Duration.ofDays(1), 1))
                .build();
        TestHub.Client sender = small.connect("alice", "a1", "g");
        small.connect("u1", "c", "g").disconnect();
        small.connect("u2", "c", "g").disconnect();
        sender.send(Frames.tracked("u1", "earlier"));
        sender.received();
        sender.send(tracked("m1", "g"));
        assertThat(sender.errors()).containsExactly("group_partly_stored");
        assertThat(small.waiting("u2")).hasSize(1);
    }

    @Test
    @Tag("M10")
    void a_group_too_large_for_tracked_messages_says_so_and_nobody_gets_it() {
        TestHub small = new TestHub.Setup()
                .groups(new GroupSettings(10, 10, 10, 2, false))
                .build();
        TestHub.Client sender = small.connect("alice", "a1", "g");
        small.hub.groups().add(Users.TENANT, "g", List.of("u1", "u2"));
        sender.send(tracked("m1", "g"));
        assertThat(sender.acks()).containsExactly("stored");
        small.hub.groups().add(Users.TENANT, "g", List.of("u3"));
        sender.send(tracked("m2", "g"));
        assertThat(sender.errors()).containsExactly("group_too_large");
        assertThat(small.waiting("u1")).hasSize(1);
        Message third = message("m3").toBuilder().requireAck(true).build();
        assertThatThrownBy(() -> small.hub.sends().toGroups(Users.TENANT, List.of("g"), third, APPLICATION, false))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    @Tag("M11")
    void a_clients_message_comes_back_to_its_other_devices_only() {
        TestHub.Client desk = node.connect("alice", "a2");
        alice.send(Frames.toGroups("m1", "g"));
        assertThat(alice.contents()).isEmpty();
        assertThat(desk.contents()).containsExactly("m1");
    }

    @Test
    @Tag("M11")
    @Tag("M09")
    @Tag("H10")
    void the_application_says_who_is_left_out_on_all_devices() {
        TestHub.Client desk = node.connect("alice", "a2");
        assertThat(send(message("m1"), ALICE, "g", "h")).isEqualTo(handedOn(1));
        assertThat(alice.contents()).isEmpty();
        assertThat(desk.contents()).isEmpty();
        assertThat(bob.contents()).containsExactly("m1");
        assertThat(send(message("m2"), APPLICATION, "g", "h")).isEqualTo(handedOn(2));
        assertThat(alice.contents()).containsExactly("m2");
        assertThat(desk.contents()).containsExactly("m2");
        assertThat(send(message("m3"), APPLICATION, "none")).isEqualTo(handedOn(0));
    }

    @Test
    @Tag("M11")
    @Tag("M10")
    void a_tracked_message_of_the_application_waits_for_who_is_away_but_not_for_who_is_left_out() {
        bob.disconnect();
        Message tracked = message("m1").toBuilder().requireAck(true).build();
        assertThat(send(tracked, ALICE, "g"))
                .isEqualTo(new Sent(DeliveryMode.GROUP_RELIABLE, 1, 0, 1, 1, 0, List.of()));
        assertThat(node.waiting("bob")).hasSize(1);
        assertThat(node.waiting("alice")).isEmpty();
    }

    @Test
    @Tag("M14")
    @Tag("M26")
    void to_all_groups_of_a_namespace_or_an_app_each_user_gets_one_copy() {
        Tenant space = new Tenant(Tenant.DEFAULT_APP, "space");
        Tenant other = new Tenant("other", Tenant.DEFAULT_NAMESPACE);
        TestHub.Client there = node.connect(Users.identity(new UserKey(space, "bob"), "c", "g", "x"));
        TestHub.Client stranger = node.connect(Users.identity(new UserKey(other, "bob"), "c", "g"));
        TestHub.Client loner = node.connect("loner", "l1");
        assertThat(groups.sendToAll(Users.TENANT, message("here"), "alice")).isEqualTo(new GroupReceipt(1, 1, 0, 0));
        assertThat(groups.sendToAll(Tenant.DEFAULT_APP, message("app"), null)).isEqualTo(new GroupReceipt(3, 3, 0, 0));
        assertThat(bob.contents()).containsExactly("here", "app");
        assertThat(alice.contents()).containsExactly("app");
        assertThat(there.contents()).containsExactly("app");
        assertThat(stranger.contents()).isEmpty();
        assertThat(loner.contents()).isEmpty();
    }

    @Test
    void what_the_application_sends_has_an_id_a_time_and_a_tenant() {
        send(Frames.text("x").messageId(null).build(), APPLICATION, "g");
        Map<String, Object> got = Json.object(bob.received().get(0));
        assertThat(got)
                .containsEntry("create_at", "2026-11-22T10:00:00.000Z")
                .containsEntry("app_id", Tenant.DEFAULT_APP)
                .containsEntry("group_ids", List.of("g"))
                .containsKey("message_id");
    }

    /** The application sends, for itself or for a user, who then gets no copy. */
    @CanIgnoreReturnValue
    private Sent send(Message message, Origin from, String... to) {
        return node.hub.sends().toGroups(Users.TENANT, List.of(to), message, from, true);
    }

    private static Sent handedOn(int members) {
        return new Sent(DeliveryMode.GROUP_BROADCAST, members, members, 0, 0, 0, List.of());
    }

    private static Map<String, Object> counts(int members, int online, int stored, int failed) {
        return Map.of(
                "members",
                new BigDecimal(members),
                "online",
                new BigDecimal(online),
                "stored",
                new BigDecimal(stored),
                "failed",
                new BigDecimal(failed));
    }

    private static Message message(String content) {
        return Frames.text(content).build();
    }

    private static String tracked(String content, String... groupIds) {
        return Frames.text(Frames.text(content).groupIds(List.of(groupIds)).requireAck(true));
    }
}
