package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Profile;
import io.signalbox.identity.UserRole;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client may do with groups, and what it is answered. */
@Tag("G01")
class GroupCommandsTest {
    private final TestHub node = TestHub.alone();
    private final TestHub.Client alice = node.connect("alice", "a1");
    private final TestHub.Client bob = node.connect("bob", "b1");

    @Test
    void who_creates_a_group_owns_it_and_is_in_it() {
        command(
                alice,
                "group_create",
                "{\"name\":\"Team\",\"max_members\":3,\"closed\":true,\"metadata\":{\"colour\":\"red\",\"n\":[1]}}",
                "team");
        assertThat(Json.object(only(alice)))
                .isEqualTo(Map.of(
                        "message_type",
                        "success",
                        "reply_to_msg_id",
                        "cmd",
                        "content",
                        "group_create",
                        "group_ids",
                        List.of("team")));
        assertThat(node.hub.groups().profile(Users.TENANT, "team"))
                .contains(new GroupProfile("Team", "alice", 3, true, "{\"colour\":\"red\",\"n\":[1]}"));
        assertThat(node.hub.groups().of(Users.user("alice"))).containsExactly("team");
        command(bob, "group_create", null, "team");
        assertThat(bob.errors()).containsExactly("group_exists");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "group_create|{\"max_members\":-1}|malformed_frame",
                "group_create|{\"max_members\":1.5}|malformed_frame",
                "group_create|{\"closed\":1}|malformed_frame",
                "group_create|{\"name\":[]}|malformed_frame",
                "group_create|{\"metadata\":[]}|malformed_frame",
                "group_add|{}|target_missing",
                "group_add|{\"users\":[1]}|malformed_frame",
                "group_add|{\"users\":\"bob\"}|malformed_frame",
                "group_add|{\"users\":[\"\\u0001\"]}|malformed_frame",
                "group_add|{\"users\":[\"\",\" \"]}|target_missing",
                "group_members|{\"limit\":0}|malformed_frame",
                "group_members|{\"limit\":101}|malformed_frame",
                "group_destroy|{}|unknown_command"
            })
    void what_is_no_such_command_is_refused_and_nothing_happens(String name, String data, String code) {
        command(alice, "group_create", null, "mine");
        alice.received();
        command(alice, name, data, name.equals("group_create") ? "other" : "mine");
        assertThat(alice.errors()).containsExactly(code);
        assertThat(node.hub.groups().groups(Users.TENANT, "", 10)).containsExactly("mine");
        assertThat(node.hub.groups().count(Users.TENANT, "mine")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "group_create,group_reserved",
        "group_disband,group_reserved",
        "group_join,group_reserved",
        "group_leave,group_reserved",
        "group_add,group_reserved",
        "group_remove,group_reserved"
    })
    void groups_of_the_hub_are_changed_by_the_hub_only(String name, String code) {
        TestHub.Client admin = node.connect(Users.identity("root", "r1").as(UserType.ADMIN));
        command(admin, name, "{\"users\":[\"bob\"]}", GroupNames.AGENTS);
        assertThat(admin.errors()).containsExactly(code);
    }

    @Test
    void only_the_owner_and_an_administrator_add_remove_and_disband() {
        command(alice, "group_create", null, "team");
        alice.received();
        for (String name : List.of("group_add", "group_remove", "group_disband")) {
            command(bob, name, "{\"users\":[\"bob\"]}", "team");
            command(bob, name, "{\"users\":[\"bob\"]}", "none");
        }
        assertThat(bob.errors())
                .containsExactly(
                        "group_forbidden",
                        "group_not_found",
                        "group_forbidden",
                        "group_not_found",
                        "group_forbidden",
                        "group_not_found");
        command(alice, "group_add", "{\"users\":[\"bob\",\"carol\"]}", "team");
        command(alice, "group_remove", "{\"users\":[\"carol\"]}", "team");
        assertThat(alice.errors()).isEmpty();
        assertThat(members("team")).containsExactly("alice", "bob");
        TestHub.Client byType = node.connect(Users.identity("root", "r1").as(UserType.ADMIN));
        TestHub.Client byRole =
                node.connect(Users.identity("chief", "c1").with(new Profile(UserRole.ADMIN, null, 0, Set.of())));
        command(byType, "group_add", "{\"users\":[\"dave\"]}", "team");
        command(byType, "group_add", "{\"users\":[\"dave\"]}", "new");
        assertThat(members("team")).containsExactly("alice", "bob", "dave");
        assertThat(members("new")).containsExactly("dave");
        command(byRole, "group_disband", null, "team");
        assertThat(members("team")).isEmpty();
        assertThat(node.hub.groups().of(Users.user("alice"))).isEmpty();
    }

    @Test
    void a_closed_group_is_joined_by_being_added_only() {
        command(alice, "group_create", "{\"closed\":true}", "team");
        bob.send(Frames.join("team"));
        assertThat(bob.errors()).containsExactly("group_closed");
        TestHub.Client carol = node.connect("carol", "c1", "team", "open");
        assertThat(Json.object(carol.welcome().get(0), "data"))
                .as("a handshake is no way round")
                .containsEntry("groups", List.of("open"));
        command(alice, "group_add", "{\"users\":[\"bob\"]}", "team");
        assertThat(members("team")).containsExactly("alice", "bob");
    }

    @Test
    @Tag("H71")
    void a_full_group_says_so() {
        command(alice, "group_create", "{\"max_members\":1}", "team");
        bob.send(Frames.join("team"));
        assertThat(bob.errors()).containsExactly("group_full");
        bob.send(Frames.leave("team"));
        assertThat(bob.errors()).isEmpty();
    }

    @Test
    @Tag("G05")
    void members_are_told_to_members_page_by_page() {
        command(alice, "group_create", null, "team");
        command(alice, "group_add", "{\"users\":[\"u1\",\"u2\",\"bob\"]}", "team");
        alice.received();
        command(alice, "group_members", "{\"limit\":2}", "team");
        assertThat(Json.object(only(alice), "data"))
                .isEqualTo(Map.of("count", new BigDecimal(4), "members", List.of("alice", "bob"), "next", "bob"));
        command(bob, "group_members", "{\"after\":\"bob\"}", "team");
        assertThat(Json.object(only(bob), "data"))
                .isEqualTo(Map.of("count", new BigDecimal(4), "members", List.of("u1", "u2")));
        TestHub.Client carol = node.connect("carol", "c1");
        command(carol, "group_members", null, "team");
        command(carol, "group_members", null, "none");
        assertThat(carol.errors()).containsExactly("group_not_member", "group_not_found");
    }

    @Test
    @Tag("G05")
    void a_user_is_told_its_own_groups() {
        bob.send(Frames.join("b", "a"));
        bob.received();
        command(bob, "group_list", null);
        assertThat(Json.object(only(bob), "data")).isEqualTo(Map.of("groups", List.of("a", "b")));
    }

    @Test
    void a_command_for_one_group_takes_no_two() {
        command(alice, "group_create", null, "a", "b");
        command(alice, "group_create", null);
        assertThat(alice.errors()).containsExactly("malformed_frame", "target_missing");
    }

    private List<String> members(String group) {
        return node.hub.groups().members(Users.TENANT, group, "", 100);
    }

    private static String only(TestHub.Client client) {
        List<String> received = client.received();
        assertThat(received).hasSize(1);
        return received.get(0);
    }

    private static void command(TestHub.Client client, String name, @Nullable String data, String... groups) {
        client.send(Message.builder(MessageType.COMMAND)
                .messageId("cmd")
                .content(name)
                .groupIds(List.of(groups))
                .data(data));
    }
}
