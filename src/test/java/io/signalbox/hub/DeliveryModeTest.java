package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.BroadcastType;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a message goes, by what it says; and that none gets further than that. */
class DeliveryModeTest {
    @ParameterizedTest
    @Tag("M25")
    @CsvSource({
        "true,  true,  true,  true,  true,  P2P",
        "true,  false, false, false, false, P2P",
        "false, true,  true,  true,  true,  GROUP_RELIABLE",
        "false, true,  true,  false, false, GROUP_RELIABLE",
        "false, true,  false, true,  true,  GROUP_BROADCAST",
        "false, true,  false, false, false, GROUP_BROADCAST",
        "false, false, true,  true,  true,  NAMESPACE",
        "false, false, false, true,  false, NAMESPACE",
        "false, false, true,  false, true,  GLOBAL",
        "false, false, false, false, true,  GLOBAL",
        "false, false, false, false, false, ",
        "false, false, true,  false, false, "
    })
    void the_first_that_is_set_decides(
            boolean receiver, boolean groups, boolean ack, boolean namespace, boolean global, DeliveryMode expected) {
        Message message = Message.builder(MessageType.TEXT)
                .receiver(receiver ? "bob" : null)
                .groupIds(groups ? List.of("g") : List.of())
                .requireAck(ack)
                .namespace(namespace ? "ns" : null)
                .broadcastGlobal(global)
                .build();
        assertThat(DeliveryMode.of(message)).isEqualTo(expected);
    }

    @Test
    @Tag("M25")
    void a_conversation_is_the_group_of_its_name() {
        TestHub node = TestHub.alone();
        TestHub.Client alice = node.connect("alice", "a1", "talk-1");
        TestHub.Client bob = node.connect("bob", "b1", "talk-1");
        TestHub.Client eve = node.connect("eve", "e1");
        String toTalk = Frames.text(
                Frames.text("hi").broadcastType(BroadcastType.SESSION).sessionId("talk-1"));
        alice.send(toTalk);
        eve.send(toTalk);
        assertThat(bob.contents()).containsExactly("hi");
        assertThat(eve.errors()).containsExactly("group_not_member");
        alice.send(Frames.text(Frames.text("where").broadcastType(BroadcastType.SESSION)));
        assertThat(alice.errors()).containsExactly("target_missing");
    }

    @Test
    @Tag("M12")
    @Tag("M13")
    @Tag("M26")
    void what_a_client_sends_stays_in_its_app_and_unless_it_is_for_the_app_in_its_namespace() {
        TestHub node = TestHub.alone();
        Map<String, TestHub.Client> bobs = new LinkedHashMap<>();
        for (String app : List.of("x", "y")) {
            for (String space : List.of("1", "2")) {
                UserKey bob = new UserKey(new Tenant(app, space), "bob");
                bobs.put(app + space, node.connect(Users.identity(bob, "b", "g")));
            }
        }
        TestHub.Client alice = node.connect(Users.identity(new UserKey(new Tenant("x", "1"), "alice"), "a", "g"));
        alice.send(Frames.to("bob", "p2p"));
        assertThat(receivers(bobs, "p2p")).containsExactly("x1");
        alice.send(Frames.toGroups("group", "g"));
        assertThat(receivers(bobs, "group")).containsExactly("x1");
        alice.send(Frames.text("namespace").namespace("1"));
        assertThat(receivers(bobs, "namespace")).containsExactly("x1");
        alice.send(Frames.text("narrowed").namespace("1").broadcastGlobal(true));
        assertThat(receivers(bobs, "narrowed")).containsExactly("x1");
        alice.send(Frames.text("app").broadcastGlobal(true));
        assertThat(receivers(bobs, "app")).containsExactly("x1", "x2");
        assertThat(alice.received()).isEmpty();
        alice.send(Frames.text("elsewhere").namespace("2"));
        alice.send(Frames.text("app y").appId("y").namespace("1"));
        assertThat(alice.errors()).containsExactly("namespace_denied");
        assertThat(receivers(bobs, "app y")).containsExactly("x1");
    }

    @Test
    @Tag("M26")
    void a_receiver_is_one_of_the_own_namespace_whatever_the_frame_says() {
        TestHub node = TestHub.alone();
        TestHub.Client bob = node.connect(Users.identity(new UserKey(new Tenant("x", "1"), "bob"), "b"));
        TestHub.Client eve = node.connect("eve", "e1");
        eve.send("{\"message_type\":\"typing\",\"receiver\":\"bob\",\"app_id\":\"x\",\"namespace\":\"1\"}");
        assertThat(bob.received()).isEmpty();
    }

    private static Set<String> receivers(Map<String, TestHub.Client> clients, String content) {
        Set<String> got = new TreeSet<>();
        clients.forEach((name, client) -> {
            List<String> received = client.received();
            if (!received.isEmpty()) {
                assertThat(received).as(name).hasSize(1);
                assertThat(Json.text(received.get(0), "content")).isEqualTo(content);
                got.add(name);
            }
        });
        return got;
    }
}
