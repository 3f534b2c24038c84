package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.Department;
import io.signalbox.identity.Profile;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserRole;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.Priority;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the routing of one node promises, over the links of three. */
class ClusterRoutingTest {
    private static final Origin APPLICATION = Origin.application(Users.TENANT);
    private static final String APP = Tenant.DEFAULT_APP;

    private final LinkedNodes nodes = new LinkedNodes();
    private final Inbox inbox = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 10_000);
    private final TestHub a = node("a");
    private final TestHub b = node("b");
    private final TestHub c = node("c");
    private final TestHub.Client alice = a.connect("alice", "a1");

    @Test
    @Tag("H1")
    @Tag("H5")
    void devices_on_several_nodes_get_each_message_exactly_once() {
        List<TestHub.Client> devices = List.of(a.connect("bob", "1"), b.connect("bob", "2"), c.connect("bob", "3"));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            alice.send(i % 2 == 0 ? Frames.to("bob", "m" + i) : Frames.tracked("bob", "m" + i));
            expected.add("m" + i);
        }
        devices.forEach(device -> assertThat(device.contents()).isEqualTo(expected));
    }

    @Test
    @Tag("H16")
    void ten_thousand_numbered_messages_arrive_in_their_order() {
        TestHub.Client bob = c.connect("bob", "1");
        List<String> expected =
                IntStream.range(0, 10_000).mapToObj(i -> "m" + i).toList();
        List<String> received = new ArrayList<>();
        for (String content : expected) {
            alice.send(Frames.to("bob", content));
            received.addAll(bob.contents());
        }
        assertThat(received).isEqualTo(expected);
    }

    @Test
    @Tag("M12")
    @Tag("M13")
    @Tag("M26")
    @Tag("H9")
    @Tag("H15")
    void broadcasts_reach_their_app_and_namespace_on_every_node_and_no_other() {
        List<TestHub.Client> own = new ArrayList<>();
        List<TestHub.Client> neighbour = new ArrayList<>();
        List<TestHub.Client> foreign = new ArrayList<>();
        for (TestHub node : List.of(a, b, c)) {
            own.add(node.connect("u", "c"));
            neighbour.add(node.connect(Users.identity(new UserKey(new Tenant(APP, "2"), "u"), "c")));
            foreign.add(node.connect(Users.identity(new UserKey(new Tenant("y", Tenant.DEFAULT_NAMESPACE), "u"), "c")));
        }
        alice.send(Frames.text("namespace").namespace(Tenant.DEFAULT_NAMESPACE));
        a.hub.sends()
                .toNamespace(Users.TENANT, Frames.text("of the application").build(), APPLICATION);
        own.forEach(client -> assertThat(client.contents()).containsExactly("namespace", "of the application"));
        neighbour.forEach(client -> assertThat(client.received()).isEmpty());
        assertThat(nodes.sent()).hasSize(4);
        alice.received();
        alice.send(Frames.toAll("app"));
        a.hub.sends()
                .toNamespace(new Tenant(APP, ""), Frames.text("every namespace").build(), APPLICATION);
        own.forEach(client -> assertThat(client.contents()).containsExactly("app", "every namespace"));
        neighbour.forEach(client -> assertThat(client.contents()).containsExactly("app", "every namespace"));
        foreign.forEach(client -> assertThat(client.received()).isEmpty());
    }

    @Test
    @Tag("H10")
    @Tag("H12")
    @Tag("M11")
    void a_member_of_two_groups_gets_one_copy_and_an_excluded_sender_none_on_any_node() {
        TestHub.Client bob = b.connect("bob", "1", "g1", "g2");
        TestHub.Client far = c.connect("alice", "2", "g1");
        TestHub.Client near = a.connect("alice", "3", "g1");
        Message message = Frames.text("m").groupIds(List.of("g1", "g2")).build();
        Origin fromAlice = Origin.user(Users.user("alice"), "Alice", UserType.VISITOR);
        a.hub.sends().deliver(message, fromAlice, true);
        assertThat(bob.contents()).containsExactly("m");
        assertThat(far.received()).isEmpty();
        assertThat(near.received()).isEmpty();
        a.hub.sends().deliver(Frames.text("all").build(), fromAlice, true);
        assertThat(bob.contents()).containsExactly("all");
        assertThat(far.received()).isEmpty();
        assertThat(alice.received()).isEmpty();
        a.hub.sends().deliver(message, fromAlice, false);
        assertThat(far.contents()).containsExactly("m");
    }

    @Test
    @Tag("M15")
    @Tag("M16")
    @Tag("M17")
    @Tag("H18")
    void filters_hold_on_every_node() {
        List<TestHub.Client> meant = new ArrayList<>();
        List<TestHub.Client> others = new ArrayList<>();
        Profile profile = new Profile(UserRole.AGENT, Department.SALES, 6, Set.of());
        for (TestHub node : List.of(a, b, c)) {
            meant.add(node.connect(Users.identity("m", "m")
                    .as(UserType.AGENT)
                    .from(ClientType.MOBILE)
                    .with(profile)));
            others.add(node.connect("plain", "p"));
            others.add(node.connect(Users.identity("eve", "e")
                    .as(UserType.AGENT)
                    .from(ClientType.MOBILE)
                    .with(profile)));
        }
        Audience audience = Audience.namespace(Users.TENANT)
                .ofTypes(UserType.AGENT)
                .inRoles(UserRole.AGENT)
                .inDepartments(Department.SALES)
                .on(ClientType.MOBILE)
                .vipAtLeast(6)
                .without(Set.of(Users.user("eve")));
        a.hub.sends().to(audience, Frames.text("m").build(), APPLICATION);
        meant.forEach(client -> assertThat(client.contents()).containsExactly("m"));
        others.forEach(client -> assertThat(client.received()).isEmpty());
        assertThat(nodes.sent()).hasSize(2);
    }

    @Test
    @Tag("M06")
    @Tag("H20")
    void one_device_is_reached_on_whatever_node_it_is() {
        TestHub.Client phone = b.connect("bob", "phone");
        TestHub.Client desk = c.connect("bob", "desk");
        Message message = Frames.text("m").receiverClient("desk").build();
        Sent sent = a.hub.sends().toUser(Users.user("bob"), message, APPLICATION);
        assertThat(sent.online()).isEqualTo(1);
        assertThat(desk.contents()).containsExactly("m");
        assertThat(phone.received()).isEmpty();
    }

    @Test
    @Tag("M29")
    @Tag("H12")
    void trace_and_priority_are_the_same_on_the_other_node() {
        TestHub.Client bob = b.connect("bob", "1", "g");
        alice.send(Frames.join("g"));
        alice.received();
        alice.send(Frames.text("p2p").receiver("bob").traceId("t").priority(Priority.URGENT));
        alice.send(Frames.text("tracked")
                .receiver("bob")
                .requireAck(true)
                .traceId("t")
                .priority(Priority.URGENT));
        alice.send(Frames.text("group").groupIds(List.of("g")).traceId("t").priority(Priority.URGENT));
        a.hub.sends()
                .to(
                        Audience.app(APP).vipExactly(0),
                        Frames.text("app")
                                .traceId("t")
                                .priority(Priority.URGENT)
                                .build(),
                        APPLICATION);
        List<String> received = bob.received();
        assertThat(received).hasSize(4);
        for (String text : received) {
            assertThat(Json.text(text, "trace_id")).isEqualTo("t");
            assertThat(Json.text(text, "priority")).isEqualTo("urgent");
        }
    }

    @Test
    @Tag("H17")
    void what_is_urgent_overtakes_on_the_other_node_too() {
        TestHub.Client bob = b.connect("bob", "1");
        bob.wire.hold();
        for (Priority priority : Priority.values()) {
            alice.send(Frames.text(priority.wireName()).receiver("bob").priority(priority));
        }
        bob.wire.release();
        List<String> contents = bob.contents();
        assertThat(contents).hasSize(5);
        assertThat(contents.indexOf("critical")).isLessThan(contents.indexOf("normal"));
    }

    @Test
    @Tag("M28")
    void what_is_not_to_be_sent_is_not_sent_on_another_node_either() {
        TestHub.Client bob = b.connect("bob", "1");
        alice.send(Frames.text("digest").receiver("bob").skipSendToClient(true));
        assertThat(alice.acks()).containsExactly("stored");
        assertThat(bob.received()).isEmpty();
        alice.send(Frames.tracked("bob", "live"));
        assertThat(bob.contents()).containsExactly("live");
        assertThat(a.waiting("bob")).hasSize(2);
    }

    @Test
    @Tag("H14")
    void a_burst_of_twenty_thousand_loses_nothing() {
        TestHub.Client bob = b.connect("bob", "1");
        int received = 0;
        for (int i = 0; i < 20_000; i++) {
            a.hub.sends().toApp(APP, Frames.text("m").build(), APPLICATION);
            if (i % 500 == 499) {
                received += bob.received().size();
                alice.received();
            }
        }
        assertThat(received).isEqualTo(20_000);
    }

    @Test
    @Tag("H11")
    void every_kind_of_delivery_has_a_handler() {
        UserKey user = Users.user("bob");
        String json = Frames.to("bob", "m");
        List<LinkMessage.Delivery> messages = List.of(
                new LinkMessage.ToUser(user, null, json, false),
                new LinkMessage.ToInbox(user, 1, json),
                new LinkMessage.ToGroups(Users.TENANT, List.of("g"), null, json),
                new LinkMessage.ToNamespace(Users.TENANT, json),
                new LinkMessage.ToApp(APP, json),
                new LinkMessage.ToAudience(Audience.app(APP).vipExactly(0), json),
                new LinkMessage.Again(user, null, json),
                new LinkMessage.Acknowledged(user, "alice", json));
        assertThat(messages.stream().map(Object::getClass))
                .containsExactlyInAnyOrder(LinkMessage.Delivery.class.getPermittedSubclasses());
        TestHub.Client bob = b.connect("bob", "1", "g");
        List<String> acknowledged = new ArrayList<>();
        b.hub.sends().attempts().onAcknowledged((by, sender, id) -> acknowledged.add(by.userId() + sender + id));
        for (LinkMessage message : messages) {
            nodes.links("a").toNode("b", message);
            if (message instanceof LinkMessage.Acknowledged) {
                assertThat(acknowledged).containsExactly("bobalicem");
            } else {
                assertThat(bob.contents()).as("%s", message).containsExactly("m");
            }
        }
    }

    private TestHub node(String id) {
        return new TestHub.Setup().node(id, nodes).inbox(inbox).build();
    }
}
