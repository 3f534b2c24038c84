package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.Department;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Profile;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserRole;
import io.signalbox.identity.UserType;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.Priority;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the application sends, on one node. */
class SendsTest {
    private static final Tenant TENANT = Users.TENANT;
    private static final String APP = TENANT.appId();
    private static final Origin APPLICATION = Origin.application(TENANT);
    private static final Origin ALICE = Origin.user(Users.user("alice"), "Alice", UserType.AGENT);

    private final TestHub node = TestHub.alone();
    private final Sends sends = node.hub.sends();

    @Test
    void the_hub_stamps_what_the_application_says_and_what_it_says_for_a_user() {
        TestHub.Client bob = node.connect("bob", "b1");
        sends.send(text("m1").receiver("bob").sender("forged").build(), APPLICATION);
        sends.send(text("m2").receiver("bob").senderClient("forged").build(), ALICE);
        List<String> received = bob.received();
        assertThat(Json.text(received.get(0), "sender")).isEqualTo("system");
        assertThat(Json.text(received.get(0), "sender_type")).isEqualTo("system");
        assertThat(Json.text(received.get(0), "create_at")).isNotNull();
        assertThat(Json.text(received.get(0), "trace_id")).isNull();
        assertThat(Json.text(received.get(1), "sender")).isEqualTo("alice");
        assertThat(Json.text(received.get(1), "sender_name")).isEqualTo("Alice");
        assertThat(Json.text(received.get(1), "sender_client")).isNull();
    }

    @Test
    @Tag("M25")
    void the_mode_and_the_numbers_say_what_became_of_it() {
        node.connect("bob", "b1", "g");
        node.connect("carol", "c1", "g");
        assertThat(sends.send(text("m").receiver("bob").build(), APPLICATION))
                .isEqualTo(new Sent(DeliveryMode.P2P, 1, 1, 0, 0, 0, List.of()));
        assertThat(sends.send(text("m").receiver("away").build(), APPLICATION))
                .isEqualTo(new Sent(DeliveryMode.P2P, 1, 0, 1, 1, 0, List.of()));
        assertThat(sends.send(text("m").receiver("bob").requireAck(true).build(), APPLICATION))
                .isEqualTo(new Sent(DeliveryMode.P2P, 1, 1, 0, 1, 0, List.of()));
        assertThat(sends.send(text("m").groupIds(List.of("g")).build(), APPLICATION))
                .isEqualTo(new Sent(DeliveryMode.GROUP_BROADCAST, 2, 2, 0, 0, 0, List.of()));
        assertThat(sends.send(text("m").groupIds(List.of("g")).requireAck(true).build(), APPLICATION))
                .isEqualTo(new Sent(DeliveryMode.GROUP_RELIABLE, 2, 2, 0, 2, 0, List.of()));
        assertThat(sends.send(text("m").namespace(TENANT.namespace()).build(), APPLICATION))
                .isEqualTo(new Sent(DeliveryMode.NAMESPACE, 2, 2, 0, 0, 0, List.of()));
        assertThat(sends.send(text("m").build(), APPLICATION))
                .isEqualTo(new Sent(DeliveryMode.GLOBAL, 2, 2, 0, 0, 0, List.of()));
    }

    @Test
    void what_goes_wrong_is_in_the_result() {
        node.inbox.down(true);
        Sent sent = sends.toUser(Users.user("away"), text("m").build(), APPLICATION);
        assertThat(sent.failed()).isEqualTo(1);
        assertThat(sent.succeeded()).isFalse();
        assertThat(sent.errors()).hasSize(1);
        Message unstored = text("m").skipDatabaseStorage(true).build();
        assertThat(sends.toUser(Users.user("away"), unstored, APPLICATION)
                        .errors()
                        .get(0))
                .contains("away", "not connected");
        Message conflict = text("m").requireAck(true).skipDatabaseStorage(true).build();
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> sends.toUser(Users.user("bob"), conflict, APPLICATION));
    }

    @Test
    void what_no_other_node_and_no_inbox_could_read_is_refused() {
        TestHub.Client bob = node.connect("bob", "b1");
        for (Message message : List.of(
                text("x".repeat(70_000)).messageId("m").build(),
                text("m").data("no object").build(),
                text("m").traceId("t".repeat(200)).build())) {
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> sends.toApp(APP, message, APPLICATION));
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> sends.toUser(Users.user("away"), message, APPLICATION));
        }
        assertThat(bob.received()).isEmpty();
        assertThat(node.inbox.appends()).isZero();
    }

    @Test
    @Tag("M20")
    @Tag("M06")
    void many_users_have_a_result_each_and_one_device_may_be_meant() {
        TestHub.Client phone = node.connect("bob", "phone");
        TestHub.Client desk = node.connect("bob", "desk");
        var results = sends.toUsers(
                List.of(Users.user("bob"), Users.user("away"), Users.user("bob")),
                text("m").receiverClient("phone").build(),
                APPLICATION);
        assertThat(results).hasSize(2);
        assertThat(results)
                .hasEntrySatisfying(
                        Users.user("bob"), sent -> assertThat(sent.online()).isEqualTo(1))
                .hasEntrySatisfying(
                        Users.user("away"), sent -> assertThat(sent.failed()).isEqualTo(1));
        assertThat(phone.contents()).containsExactly("m");
        assertThat(desk.received()).isEmpty();
    }

    @Test
    @Tag("M26")
    void who_speaks_for_a_user_reaches_what_the_user_reaches_and_the_application_everybody() {
        TestHub.Client far = node.connect(Users.identity(new UserKey(new Tenant("x", "1"), "bob"), "b"));
        TestHub.Client near = node.connect(Users.identity(new UserKey(new Tenant(APP, "1"), "bob"), "b"));
        Message message = text("m").build();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> sends.toUser(near.session.identity().user(), message, ALICE));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> sends.toApp("x", message, ALICE));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Origin.user(Users.user("eve"), "Eve", UserType.SYSTEM));
        sends.toApp(APP, message, ALICE);
        assertThat(near.contents()).containsExactly("m");
        sends.toUser(far.session.identity().user(), message, APPLICATION);
        String received = far.received().get(0);
        assertThat(Json.text(received, "app_id")).isEqualTo("x");
        assertThat(Json.text(received, "namespace")).isEqualTo("1");
    }

    @Test
    @Tag("M26")
    void a_client_that_calls_itself_as_the_application_does_learns_nothing_of_it() {
        TestHub.Client impostor = node.connect("system", "s1");
        TestHub.Client bob = node.connect("bob", "b1");
        sends.toUser(Users.user("bob"), text("m").requireAck(true).build(), APPLICATION);
        bob.send(Frames.ack("m", 1));
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(impostor.received()).isEmpty();
    }

    @Test
    @Tag("M11")
    void a_sender_may_be_left_out() {
        TestHub.Client alice = node.connect("alice", "a1", "g");
        TestHub.Client bob = node.connect("bob", "b1", "g");
        for (Message message : List.of(
                text("m").groupIds(List.of("g")).build(),
                text("m").build(),
                text("m").namespace(TENANT.namespace()).build())) {
            sends.deliver(message, ALICE, true);
            assertThat(alice.received()).isEmpty();
            assertThat(bob.contents()).containsExactly("m");
            sends.deliver(message, ALICE, false);
            assertThat(alice.contents()).containsExactly("m");
            assertThat(bob.contents()).containsExactly("m");
        }
    }

    @Test
    @Tag("M15")
    @Tag("M16")
    @Tag("M17")
    void an_audience_is_those_that_pass_every_filter() {
        TestHub.Client agent = member("agent", UserType.AGENT, ClientType.DESKTOP, UserRole.AGENT, Department.SALES, 0);
        TestHub.Client vip = member("vip", UserType.VIP, ClientType.MOBILE, UserRole.CUSTOMER, null, 7);
        TestHub.Client admin = member("admin", UserType.ADMIN, ClientType.WEB, UserRole.ADMIN, Department.BILLING, 3);
        TestHub.Client plain = node.connect("plain", "p");
        Audience all = Audience.app(APP);
        reaches(all, agent, vip, admin, plain);
        reaches(Audience.namespace(TENANT), agent, vip, admin, plain);
        reaches(Audience.namespace(new Tenant(APP, "")), agent, vip, admin, plain);
        reaches(Audience.namespace(new Tenant(APP, "other")));
        reaches(all.ofTypes(UserType.AGENT, UserType.VIP), agent, vip);
        reaches(all.inRoles(UserRole.ADMIN, UserRole.CUSTOMER), vip, admin);
        reaches(all.inDepartments(Department.SALES), agent);
        reaches(all.on(ClientType.MOBILE, ClientType.WEB), vip, admin, plain);
        reaches(all.vipAtLeast(3), vip, admin);
        reaches(all.vipExactly(3), admin);
        reaches(all.vipExactly(0), agent, plain);
        reaches(all.without(Set.of(Users.user("agent"), Users.user("vip"))), admin, plain);
        reaches(all.vipAtLeast(1).inRoles(UserRole.ADMIN), admin);
    }

    @Test
    @Tag("M19")
    void a_predicate_is_applied_on_this_node_and_counted() {
        TestHub.Client one = node.connect("one", "x1");
        TestHub.Client two = node.connect("two", "x2");
        Sent sent = sends.toMatching(
                Audience.app(APP),
                session -> session.identity().clientId().equals("x2"),
                text("m").build(),
                APPLICATION);
        assertThat(sent.online()).isEqualTo(1);
        assertThat(one.received()).isEmpty();
        assertThat(two.contents()).containsExactly("m");
    }

    @ParameterizedTest
    @Tag("M17")
    @CsvSource({"0,low", "2,low", "3,normal", "5,normal", "6,high", "8,high"})
    void a_vip_gets_it_with_the_priority_of_the_level(int level, String priority) {
        TestHub.Client vip = member("vip", UserType.VIP, ClientType.WEB, null, null, level);
        Sent sent = node.hub.vips().byLevel(Audience.app(APP), text("m").build(), APPLICATION);
        assertThat(sent.online()).isEqualTo(1);
        String received = vip.received().get(0);
        assertThat(String.valueOf(Json.text(received, "priority")))
                .isEqualTo(priority.equals("normal") ? "null" : priority);
        assertThat(node.hub
                        .vips()
                        .byLevel(Audience.app(APP).vipAtLeast(level), text("m").build(), APPLICATION)
                        .online())
                .isEqualTo(1);
    }

    @Test
    @Tag("M17")
    void a_level_goes_up_only_and_is_counted_once_for_each_user() {
        TestHub.Client bob = member("bob", UserType.VIP, ClientType.WEB, null, null, 2);
        node.connect("bob", "second");
        node.connect("carol", "c1");
        Vips vips = node.hub.vips();
        assertThat(vips.statistics(TENANT)).isEqualTo(Map.of(2, 1, 0, 1));
        assertThat(vips.raise(Users.user("bob"), 5)).isTrue();
        assertThat(vips.raise(Users.user("bob"), 4)).isFalse();
        assertThat(bob.session.profile().vipLevel()).isEqualTo(5);
        assertThat(vips.statistics(TENANT)).isEqualTo(Map.of(5, 1, 0, 1));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> vips.raise(Users.user("bob"), 9));
    }

    @Test
    @Tag("M18")
    void what_is_delayed_is_sent_when_its_time_has_come_unless_it_is_cancelled() {
        TestHub.Client bob = node.connect("bob", "b1");
        sends.after(Duration.ofSeconds(5), s -> s.toApp(APP, text("m1").build(), APPLICATION));
        NodeScheduler.Task second =
                sends.after(Duration.ofSeconds(5), s -> s.toApp(APP, text("m2").build(), APPLICATION));
        node.scheduler.advance(Duration.ofMillis(4999));
        assertThat(bob.received()).isEmpty();
        second.cancel();
        second.cancel();
        node.scheduler.advance(Duration.ofMillis(1));
        assertThat(bob.contents()).containsExactly("m1");
        node.scheduler.advance(Duration.ofHours(1));
        assertThat(bob.received()).isEmpty();
    }

    @Test
    @Tag("M18")
    void so_many_may_be_delayed_and_a_place_is_free_again_when_one_is_sent_or_cancelled() {
        List<NodeScheduler.Task> tasks = new ArrayList<>();
        for (int i = 0; i < Later.MAX_DELAYED; i++) {
            tasks.add(sends.after(Duration.ofSeconds(1 + i), s -> {}));
        }
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> sends.after(Duration.ofSeconds(1), s -> {}));
        tasks.get(5).cancel();
        tasks.get(5).cancel();
        sends.after(Duration.ofDays(1), s -> {});
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> sends.after(Duration.ofSeconds(1), s -> {}));
    }

    @Test
    @Tag("M18")
    @Tag("H17")
    void a_broadcast_of_a_priority_overtakes_in_a_backlog() {
        TestHub.Client bob = node.connect("bob", "b1");
        bob.wire.hold();
        for (Priority priority : Priority.values()) {
            sends.atPriority(
                    priority, Audience.app(APP), text(priority.wireName()).build(), APPLICATION);
        }
        bob.wire.release();
        List<String> contents = bob.contents();
        assertThat(contents).hasSize(5);
        assertThat(contents.indexOf("critical")).isLessThan(contents.indexOf("normal"));
        assertThat(contents.indexOf("high")).isLessThan(contents.indexOf("normal"));
    }

    @Test
    @Tag("M21")
    void exactly_one_callback_is_called_once_whatever_it_throws() {
        Calls calls = new Calls();
        sends.sendAsync(text("m").receiver("bob").build(), APPLICATION, calls);
        assertThat(calls.heard).containsExactly("sent 1");
        node.inbox.down(true);
        sends.sendAsync(text("m").receiver("bob").build(), APPLICATION, calls);
        assertThat(calls.heard).containsExactly("sent 1", "SendFailedException");
        sends.sendAsync(
                text("m")
                        .receiver("bob")
                        .requireAck(true)
                        .skipDatabaseStorage(true)
                        .build(),
                APPLICATION,
                calls);
        assertThat(calls.heard).containsExactly("sent 1", "SendFailedException", "ProtocolException");
    }

    @Test
    @Tag("M21")
    void what_there_is_no_room_for_fails_at_once_and_what_waits_keeps_its_order() {
        QueuedExecutor executor = new QueuedExecutor();
        TestHub busy = new TestHub.Setup().executor(executor).strands(1, 16).build();
        TestHub.Client bob = busy.connect("bob", "b1");
        executor.runAll();
        Calls calls = new Calls();
        for (int i = 0; i < 17; i++) {
            busy.hub.sends().sendAsync(text("m" + i).receiver("bob").build(), APPLICATION, calls);
        }
        assertThat(calls.heard).containsExactly("RejectedExecutionException");
        executor.runAll();
        assertThat(bob.contents())
                .isEqualTo(IntStream.range(0, 16).mapToObj(i -> "m" + i).toList());
        assertThat(calls.heard).hasSize(17);
    }

    private void reaches(Audience audience, TestHub.Client... expected) {
        Sent sent = sends.to(audience, text("m").build(), APPLICATION);
        for (TestHub.Client client : expected) {
            assertThat(client.contents())
                    .as("%s: %s", audience, client.session.identity())
                    .containsExactly("m");
        }
        assertThat(sent.online()).as("%s", audience).isEqualTo(expected.length);
        assertThat(sent.total()).isEqualTo(expected.length);
    }

    private TestHub.Client member(
            String id,
            UserType type,
            ClientType client,
            @Nullable UserRole role,
            @Nullable Department department,
            int vip) {
        Identity identity = Users.identity(id, id + "-1");
        return node.connect(identity.as(type).from(client).with(new Profile(role, department, vip, Set.of())));
    }

    private static MessageBuilder text(String content) {
        return Message.builder(MessageType.TEXT).messageId(content).content(content);
    }

    private static final class Calls implements SendCallback {
        private final List<String> heard = new ArrayList<>();

        @Override
        public void sent(Sent result) {
            heard.add("sent " + result.total());
            throw new IllegalStateException("of the application");
        }

        @Override
        public void failed(RuntimeException why) {
            heard.add(why.getClass().getSimpleName());
            throw new IllegalStateException("of the application");
        }
    }
}
