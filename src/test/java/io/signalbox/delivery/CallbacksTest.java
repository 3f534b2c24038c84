package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.BatchSendFailed;
import io.signalbox.hub.ClientConnected;
import io.signalbox.hub.ClientDisconnected;
import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.GroupListener;
import io.signalbox.hub.GroupMember;
import io.signalbox.hub.GroupProfile;
import io.signalbox.hub.HubError;
import io.signalbox.hub.HubEvents;
import io.signalbox.hub.MessageReceived;
import io.signalbox.hub.MessageSent;
import io.signalbox.hub.OfflineMessagesPushed;
import io.signalbox.hub.Origin;
import io.signalbox.hub.PresenceEvent;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.Frames;
import io.signalbox.testing.HeartbeatLog;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The callbacks of contract 2.12, one after the other: what makes each happen, and that it is told once. */
class CallbacksTest {
    private static final Origin APPLICATION = Origin.application(Users.TENANT);

    @TestFactory
    @Tag("R11")
    Stream<DynamicTest> each_callback_comes_once() {
        Map<String, Cause> causes = new LinkedHashMap<>();
        causes.put("client connect", told -> told.connect("alice"));
        causes.put("client disconnect", told -> told.connect("alice").disconnect());
        causes.put("group join", told -> told.connect("alice").send(Frames.join("g")));
        causes.put("group leave", told -> {
            TestHub.Client alice = told.connect("alice");
            alice.send(Frames.join("g"));
            alice.send(Frames.leave("g"));
        });
        causes.put("group create", told -> told.connect("alice").send(Frames.command("group_create", "g")));
        causes.put("group disband", told -> {
            TestHub.Client alice = told.connect("alice");
            alice.send(Frames.command("group_create", "g"));
            alice.send(Frames.command("group_disband", "g"));
        });
        causes.put("before heartbeat", told -> told.connect("alice").send("{\"message_type\":\"ping\"}"));
        causes.put("heartbeat report", told -> told.connect("alice").send("{\"message_type\":\"ping\"}"));
        causes.put("after heartbeat", told -> told.connect("alice").send("{\"message_type\":\"ping\"}"));
        causes.put("heartbeat timeout", told -> {
            told.connect("alice");
            told.node.clock.advance(Duration.ofMinutes(2));
            told.node.scheduler.advance(Duration.ofSeconds(1));
        });
        causes.put("message received", told -> told.connect("alice").send(Frames.to("bob", "m")));
        causes.put("message sent", told -> told.connect("alice").send(Frames.to("bob", "m")));
        causes.put("offline messages pushed", told -> {
            told.connect("alice").send(Frames.to("bob", "m"));
            told.connect("bob");
        });
        causes.put("error", told -> {
            told.node.inbox.down(true);
            told.connect("alice").send(Frames.tracked("bob", "m"));
        });
        causes.put("queue full", told -> {
            for (int i = 0; i < 10_001; i++) {
                told.node
                        .hub
                        .sends()
                        .toUser(Users.user("bob"), Frames.text("m" + i).build(), APPLICATION);
            }
        });
        causes.put("batch send failure", told -> {
            Message unstored = Frames.text("m").skipDatabaseStorage(true).build();
            told.node
                    .hub
                    .sends()
                    .batch(APPLICATION)
                    .addMessage(Users.user("bob"), unstored)
                    .execute();
        });
        return causes.entrySet().stream()
                .map(cause -> DynamicTest.dynamicTest(cause.getKey(), () -> {
                    Told told = new Told();
                    cause.getValue().happens(told);
                    assertThat(told.names()).filteredOn(cause.getKey()::equals).hasSize(1);
                }));
    }

    @Test
    @Tag("R11")
    void a_page_of_a_replay_says_what_was_pushed() {
        Told told = new Told();
        for (int i = 0; i < 150; i++) {
            told.node.hub.sends().toUser(Users.user("bob"), Frames.text("m" + i).build(), APPLICATION);
        }
        told.connect("bob");
        List<OfflineMessagesPushed> pages = told.log.of(OfflineMessagesPushed.class);
        assertThat(pages)
                .allMatch(page ->
                        page.user().equals(Users.user("bob")) && page.client().equals("c"));
        assertThat(pages.stream().flatMap(page -> page.pushed().stream()))
                .hasSize(150)
                .doesNotHaveDuplicates();
        assertThat(pages).allMatch(page -> page.failed().isEmpty());
    }

    @Test
    @Tag("R11")
    void results_are_told_of_messages_to_people_only() {
        Told told = new Told();
        told.node.connect(Users.identity("robot", "r").as(UserType.BOT));
        TestHub.Client alice = told.connect("alice");
        alice.send(Frames.to("robot", "1"));
        alice.send(Frames.text("2").receiver("away").receiverType("bot"));
        alice.send(Frames.to("alice", "3"));
        alice.send(Frames.tracked("away", "4"));
        alice.send(Frames.text("5").receiver("away").receiverClient("x"));
        told.node.hub.sends().toUser(Users.user("alice"), Frames.text("6").build(), APPLICATION);
        assertThat(told.log.of(MessageSent.class))
                .extracting(sent -> sent.messageId() + " " + sent.result())
                .containsExactly("3 HANDED_ON", "4 STORED", "5 FAILED", "6 HANDED_ON");
        assertThat(told.log.of(MessageReceived.class)).hasSize(5);
    }

    @Test
    void no_event_has_what_the_message_says() {
        Told told = new Told();
        TestHub.Client alice = told.connect("alice");
        told.node.inbox.down(true);
        alice.send(Message.builder(MessageType.TEXT)
                .messageId("id")
                .receiver("bob")
                .content("very secret")
                .data("{\"k\":\"very secret\"}"));
        assertThat(told.log.of(DeliveryFailure.class)).isNotEmpty();
        assertThat(told.log.of(io.signalbox.hub.DeliveryEvent.class).toString()).doesNotContain("secret");
    }

    private interface Cause {
        void happens(Told told);
    }

    /** One node, and the names of the callbacks that came. */
    private static final class Told implements HubEvents, GroupListener {
        private final EventLog log = new EventLog();
        private final List<String> plain = new ArrayList<>();
        private final TestHub node = new TestHub.Setup()
                .delivery(log)
                .events(this)
                .groups((GroupListener) this)
                .heartbeat(new HeartbeatLog(true, plain::add))
                .build();

        Told() {
            node.hub.start();
        }

        TestHub.Client connect(String user) {
            return node.connect(user, "c");
        }

        List<String> names() {
            List<String> names = new ArrayList<>(plain);
            log.of(MessageReceived.class).forEach(event -> names.add("message received"));
            log.of(MessageSent.class).forEach(event -> names.add("message sent"));
            log.of(OfflineMessagesPushed.class).forEach(event -> names.add("offline messages pushed"));
            log.of(HubError.class).forEach(event -> names.add("error"));
            log.of(BatchSendFailed.class).forEach(event -> names.add("batch send failure"));
            log.failures().stream()
                    .filter(failure -> DeliveryObservers.qualifier(failure.kind()) == QueueFull.Literal.INSTANCE)
                    .forEach(event -> names.add("queue full"));
            return names;
        }

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void tell(PresenceEvent event) {
            if (event instanceof ClientConnected) {
                plain.add("client connect");
            } else if (event instanceof ClientDisconnected) {
                plain.add("client disconnect");
            }
        }

        @Override
        public void created(Tenant tenant, String group, GroupProfile profile) {
            plain.add("group create");
        }

        @Override
        public void joined(GroupMember member) {
            if (member.group().equals("g")) {
                plain.add("group join");
            }
        }

        @Override
        public void left(GroupMember member) {
            if (member.group().equals("g")) {
                plain.add("group leave");
            }
        }

        @Override
        public void disbanded(Tenant tenant, String group) {
            plain.add("group disband");
        }
    }
}
