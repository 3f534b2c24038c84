package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is written while somebody changes what it is made of is whole: as it was before, or as it is after. */
@Tag("H74")
class EncodeWhileEditingTest {
    private static final int ROUNDS = 3000;

    private final TestHub node = TestHub.alone();

    @Test
    void a_message_does_not_change_with_the_collections_that_it_was_made_from() {
        List<String> groups = new ArrayList<>(List.of("g1", "g2"));
        Message message =
                Message.builder(MessageType.TEXT).content("m").groupIds(groups).build();
        groups.clear();
        groups.add("other");
        assertThat(Json.object(JsonCodec.encode(message).live())).containsEntry("group_ids", List.of("g1", "g2"));
    }

    @Test
    void a_list_of_groups_that_is_told_while_the_user_is_moved_names_one_of_both() throws Exception {
        TestHub.Client bob = node.connect("bob", "b1", "g1", "stays");
        Groups groups = node.hub.groups();
        whileEditing(
                i -> groups.move(Users.user("bob"), i % 2 == 0 ? "g1" : "g2", i % 2 == 0 ? "g2" : "g1"),
                () -> bob.send(Frames.command("group_list")),
                () -> bob.received().stream()
                        .filter(text -> "success".equals(Json.text(text, "message_type")))
                        .forEach(text -> assertThat(Json.object(text, "data").get("groups"))
                                .isIn(List.of("g1", "stays"), List.of("g2", "stays"))));
    }

    @Test
    void what_a_new_connection_is_told_of_its_groups_is_whole() throws Exception {
        node.connect("bob", "first", "g1");
        Groups groups = node.hub.groups();
        whileEditing(
                i -> groups.move(Users.user("bob"), i % 2 == 0 ? "g1" : "g2", i % 2 == 0 ? "g2" : "g1"),
                () -> {
                    TestHub.Client next = node.connect("bob", "next");
                    assertThat(Json.object(next.welcome().get(0), "data").get("groups"))
                            .isIn(List.of("g1"), List.of("g2"));
                },
                () -> {});
    }

    @Test
    void members_that_are_read_while_they_change_are_a_list_of_those_who_were_there() throws Exception {
        Groups groups = node.hub.groups();
        List<String> always = List.of("a", "c", "e");
        groups.add(Users.TENANT, "g", always);
        List<String> sometimes = List.of("b", "d", "f");
        TestHub.Client reader = node.connect("a", "a1");
        whileEditing(
                i -> {
                    if (i % 2 == 0) {
                        groups.add(Users.TENANT, "g", sometimes);
                    } else {
                        groups.remove(Users.TENANT, "g", sometimes);
                    }
                },
                () -> reader.send(Frames.command("group_members", "g")),
                () -> reader.received().stream()
                        .filter(text -> text.contains("\"members\""))
                        .forEach(text -> assertThat(Json.object(text, "data").get("members"))
                                .isIn(always, List.of("a", "b", "c", "d", "e", "f"))));
    }

    @Test
    void a_message_whose_sender_changes_its_name_meanwhile_says_one_of_both() throws Exception {
        TestHub.Client alice = node.connect("alice", "a1");
        TestHub.Client bob = node.connect("bob", "b1");
        String small = "a".repeat(100);
        String big = "B".repeat(50);
        whileEditing(
                i -> alice.session.rename(i % 2 == 0 ? small : big),
                () -> alice.send(Frames.to("bob", "m")),
                () -> bob.received().forEach(text -> {
                    Map<String, Object> message = Json.object(text);
                    assertThat(message.get("sender_name")).isIn("alice", small, big);
                    assertThat(message).containsEntry("sender", "alice");
                }));
    }

    /** One thread edits until another has written and looked often enough. */
    private static void whileEditing(IntConsumer edit, Runnable write, Runnable look) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Concurrently.run(2, thread -> {
            if (thread == 0) {
                for (int i = 0; !done.get(); i++) {
                    edit.accept(i);
                }
                return;
            }
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    write.run();
                    look.run();
                }
            } finally {
                done.set(true);
            }
        });
    }
}
