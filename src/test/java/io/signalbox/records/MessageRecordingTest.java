package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.delivery.AckOptions;
import io.signalbox.delivery.Deliveries;
import io.signalbox.hub.DeliveryMode;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.MessageStatus;
import io.signalbox.hub.Origin;
import io.signalbox.identity.Peer;
import io.signalbox.identity.Tenant;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.Frames;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the records say of real sends, through to each end. */
class MessageRecordingTest {
    private static final Origin APPLICATION = Origin.application(Users.TENANT);

    private final RecordedNode recorded = new RecordedNode(MessageScope.ALL);
    private final TestHub node = recorded.node;

    @Test
    @Tag("R19")
    void a_clients_tracked_message_is_sending_until_its_receiver_acknowledges_it() {
        TestHub.Client alice = node.connect("alice", "a1");
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "m"));
        MessageRecord sending = recorded.of("m");
        assertThat(sending.status()).isEqualTo(MessageStatus.SENDING);
        assertThat(sending.endedAt()).isNull();
        assertThat(sending.subject().sender()).isEqualTo("alice");
        assertThat(sending.subject().receiver()).isEqualTo("bob");
        assertThat(sending.subject().tenant()).isEqualTo(Users.TENANT);
        assertThat(sending.details())
                .isEqualTo(new MessageDetails(MessageType.TEXT, "a1", "node-a", "node-a.example", null, 0, null));
        assertThat(sending.expiresAt()).isEqualTo(ManualClock.START.plus(Duration.ofHours(24)));
        recorded.advance(Duration.ofMillis(40));
        bob.send(Frames.ack("m", 0));
        MessageRecord success = recorded.of("m");
        assertThat(success.status()).isEqualTo(MessageStatus.SUCCESS);
        assertThat(success.endedAt()).isEqualTo(ManualClock.START.plusMillis(40));
        assertThat(success.firstSentAt()).isEqualTo(ManualClock.START);
        assertThat(success.attempts()).containsExactly(new MessageAttempt(ManualClock.START, Duration.ZERO, null));
    }

    @Test
    @Tag("R20")
    void where_the_senders_connection_came_from_is_in_the_record_when_it_is_known() {
        TestHub.Client alice = node.connect(Users.identity("alice", "a1").at(new Peer("192.0.2.7", Map.of())));
        alice.send(Frames.tracked("bob", "m"));
        assertThat(recorded.of("m").details())
                .isNotNull()
                .extracting(MessageDetails::clientIp)
                .isEqualTo("192.0.2.7");
    }

    @Test
    @Tag("R04")
    @Tag("H35")
    void the_acknowledgement_of_somebody_else_changes_no_record() {
        TestHub.Client alice = node.connect("alice", "a1");
        node.connect("bob", "b1");
        TestHub.Client eve = node.connect("eve", "e1");
        alice.send(Frames.tracked("bob", "m"));
        alice.send(Frames.tracked("eve", "other"));
        eve.send(Frames.ack("m", 0));
        eve.send(Frames.ack("m", 1));
        alice.send(Frames.ack("m", 1));
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.SENDING);
    }

    @Test
    @Tag("R19")
    void for_one_who_is_away_it_waits_and_goes_on_when_the_receiver_comes() {
        TestHub.Client alice = node.connect("alice", "a1");
        alice.send(Frames.tracked("bob", "m"));
        alice.send(Frames.to("bob", "plain"));
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.USER_OFFLINE);
        assertThat(recorded.of("plain").status()).isEqualTo(MessageStatus.USER_OFFLINE);
        recorded.advance(Duration.ofMinutes(1));
        TestHub.Client bob = node.connect("bob", "b1");
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.SENDING);
        assertThat(recorded.of("m").lastSentAt()).isEqualTo(ManualClock.START.plusSeconds(60));
        assertThat(recorded.of("plain").status())
                .as("nobody is to acknowledge it")
                .isEqualTo(MessageStatus.SUCCESS);
        bob.send(Frames.ack("m", 0));
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.SUCCESS);
    }

    @Test
    @Tag("R19")
    void what_nobody_is_to_acknowledge_succeeds_when_it_is_handed_on() {
        TestHub.Client alice = node.connect("alice", "a1", "team");
        node.connect("bob", "b1", "team");
        alice.send(Frames.to("bob", "m1"));
        alice.send(Frames.toGroups("m2", "team"));
        alice.send(Frames.toAll("m3"));
        alice.send(Frames.text(Frames.text("m4").groupIds(List.of("team")).requireAck(true)));
        node.hub.sends().toUser(Users.user("bob"), text("m5"), APPLICATION);
        node.hub.sends().toGroups(Users.TENANT, List.of("team"), text("m6"), APPLICATION, false);
        node.hub.sends().toNamespace(Users.TENANT, text("m7"), APPLICATION);
        node.hub.sends().toApp(Tenant.DEFAULT_APP, text("m8"), APPLICATION);
        assertThat(recorded.all()).hasSize(8).allMatch(message -> message.status() == MessageStatus.SUCCESS);
        assertThat(Stream.of("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8")
                        .map(id -> recorded.of(id).subject().mode()))
                .containsExactly(
                        DeliveryMode.P2P,
                        DeliveryMode.GROUP_BROADCAST,
                        DeliveryMode.GLOBAL,
                        DeliveryMode.GROUP_RELIABLE,
                        DeliveryMode.P2P,
                        DeliveryMode.GROUP_BROADCAST,
                        DeliveryMode.NAMESPACE,
                        DeliveryMode.GLOBAL);
        assertThat(recorded.of("m2").subject().receiver()).isEqualTo("team");
        assertThat(recorded.of("m7").subject().receiver()).isEqualTo(Tenant.DEFAULT_NAMESPACE);
        assertThat(recorded.of("m8").subject().sender()).isEqualTo(Origin.SYSTEM);
    }

    @Test
    @Tag("R19")
    @Tag("R21")
    void what_failed_says_why_and_goes_on_when_its_sender_sends_it_again() {
        TestHub.Client alice = node.connect("alice", "a1");
        TestHub.Client bob = node.connect("bob", "b1");
        node.inbox.down(true);
        alice.send(Frames.tracked("bob", "m"));
        MessageRecord failed = recorded.of("m");
        assertThat(failed.status()).isEqualTo(MessageStatus.FAILED);
        assertThat(failed.failure()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
        assertThat(failed.error()).isNotEmpty();
        node.inbox.down(false);
        recorded.advance(Duration.ofSeconds(2));
        alice.send(Frames.tracked("bob", "m"));
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.SENDING);
        bob.send(Frames.ack("m", 0));
        MessageRecord success = recorded.of("m");
        assertThat(success.status()).isEqualTo(MessageStatus.SUCCESS);
        assertThat(success.failure()).isNull();
        assertThat(success.createdAt()).isEqualTo(ManualClock.START);
        assertThat(success.attempts())
                .extracting(MessageAttempt::error)
                .containsExactly(FailureCode.STORE_UNAVAILABLE, null);
        assertThat(success.retries()).isEqualTo(1);
    }

    @Test
    @Tag("R19")
    @Tag("R21")
    void a_delivery_is_retrying_between_its_tries_and_fails_after_the_last() {
        node.inbox.down(true);
        recorded.deliveries().send(Users.user("bob"), text("m"), APPLICATION);
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.RETRYING);
        assertThat(recorded.of("m").failure()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
        for (int i = 0; i < 100; i++) {
            recorded.advance(Duration.ofMillis(10));
        }
        MessageRecord failed = recorded.of("m");
        assertThat(failed.status()).isEqualTo(MessageStatus.FAILED);
        assertThat(failed.failure()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
        assertThat(failed.attempts())
                .extracting(attempt ->
                        Duration.between(ManualClock.START, attempt.at()).toMillis())
                .containsExactly(0L, 100L, 300L, 700L);
        assertThat(failed.retries()).isEqualTo(3);
        assertThat(failed.maxRetries()).isEqualTo(3);
        assertThat(failed.isRetryable(node.clock.instant())).isFalse();
    }

    @Test
    @Tag("R19")
    void a_delivery_that_nobody_acknowledges_times_out_and_a_late_acknowledgement_counts() {
        TestHub.Client bob = node.connect("bob", "b1");
        Deliveries deliveries = recorded.deliveries();
        deliveries.sendAcknowledged(
                Users.user("bob"), text("m"), APPLICATION, new AckOptions(Duration.ofMillis(500), 2));
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.SENDING);
        for (int i = 0; i < 300; i++) {
            recorded.advance(Duration.ofMillis(10));
        }
        MessageRecord timeout = recorded.of("m");
        assertThat(timeout.status()).isEqualTo(MessageStatus.ACK_TIMEOUT);
        assertThat(timeout.failure()).isEqualTo(FailureCode.ACK_TIMEOUT_AFTER_RETRIES);
        assertThat(timeout.attempts()).hasSize(3);
        bob.send(Frames.ack("m", 0));
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.SUCCESS);
    }

    @Test
    @Tag("R19")
    void a_delivery_whose_deadline_passes_expires() {
        node.inbox.down(true);
        Message message = Frames.text("m").ttlMs(250).build();
        recorded.deliveries().send(Users.user("bob"), message, APPLICATION);
        for (int i = 0; i < 100; i++) {
            recorded.advance(Duration.ofMillis(10));
        }
        MessageRecord expired = recorded.of("m");
        assertThat(expired.status()).isEqualTo(MessageStatus.EXPIRED);
        assertThat(expired.expiresAt()).isEqualTo(ManualClock.START.plusMillis(250));
    }

    @Test
    @Tag("R18")
    @Tag("H32")
    void what_is_stuck_is_brought_to_its_end_in_the_stated_time_and_removed_in_its_own() {
        TestHub.Client alice = node.connect("alice", "a1");
        node.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "unacknowledged"));
        alice.send(Frames.tracked("carol", "away"));
        recorded.advance(Duration.ofSeconds(29));
        recorded.all();
        recorded.sweep();
        assertThat(recorded.of("unacknowledged").status()).isEqualTo(MessageStatus.SENDING);
        recorded.advance(Duration.ofSeconds(1));
        recorded.sweep();
        assertThat(recorded.of("unacknowledged").status()).isEqualTo(MessageStatus.ACK_TIMEOUT);
        assertThat(recorded.of("away").status()).isEqualTo(MessageStatus.USER_OFFLINE);
        recorded.advance(Duration.ofHours(24));
        assertThat(recorded.of("away").status()).isEqualTo(MessageStatus.EXPIRED);
        assertThat(recorded.all()).allMatch(message -> message.status().isEnd());
        recorded.advance(Duration.ofDays(7));
        assertThat(recorded.all()).isEmpty();
    }

    @Test
    @Tag("M28")
    void a_message_that_is_not_to_be_in_the_database_has_no_record() {
        TestHub.Client alice = node.connect("alice", "a1");
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Frames.text("m").receiver("bob").skipDatabaseStorage(true));
        alice.send(Frames.text("lost").receiver("nobody").skipDatabaseStorage(true));
        node.hub
                .sends()
                .toUser(
                        Users.user("bob"),
                        Frames.text("m2").skipDatabaseStorage(true).build(),
                        APPLICATION);
        assertThat(bob.contents()).containsExactly("m", "m2");
        assertThat(recorded.all()).isEmpty();
    }

    @Test
    void what_says_something_of_the_moment_has_no_record_and_a_message_without_an_id_gets_one() {
        TestHub.Client alice = node.connect("alice", "a1");
        TestHub.Client bob = node.connect("bob", "b1");
        alice.send(Message.builder(MessageType.TYPING).messageId("t").receiver("bob"));
        alice.send(Message.builder(MessageType.TEXT).content("hi").receiver("bob"));
        assertThat(bob.received()).hasSize(2);
        assertThat(recorded.all()).singleElement().satisfies(message -> {
            assertThat(message.status()).isEqualTo(MessageStatus.SUCCESS);
            assertThat(message.subject().messageId()).startsWith("m");
        });
    }

    @Test
    void of_tracked_messages_only_when_that_is_the_setting() {
        RecordedNode tracked = new RecordedNode(MessageScope.TRACKED);
        TestHub.Client alice = tracked.node.connect("alice", "a1");
        tracked.node.connect("bob", "b1");
        alice.send(Frames.to("bob", "plain"));
        alice.send(Frames.tracked("bob", "m"));
        assertThat(tracked.all())
                .singleElement()
                .matches(message -> message.subject().messageId().equals("m"));
    }

    @Test
    void what_a_message_says_is_recorded_only_when_that_is_the_setting() {
        RecordedNode payload =
                new RecordedNode(RecordedNode.settings(MessageScope.ALL, true), "node-a", new LinkedNodes(), null);
        TestHub.Client alice = payload.node.connect("alice", "a1");
        payload.node.connect("bob", "b1");
        alice.send(Frames.text("say \"hi\"").messageId("m").data("{\"a\":1}").receiver("bob"));
        alice.send(Frames.text("x").content(null).messageId("empty").receiver("bob"));
        assertThat(payload.of("m").details())
                .isNotNull()
                .extracting(MessageDetails::payload)
                .isEqualTo("{\"content\":\"say \\\"hi\\\"\",\"data\":{\"a\":1}}");
        assertThat(payload.of("empty").details())
                .isNotNull()
                .extracting(MessageDetails::payload)
                .isNull();
    }

    @Test
    @Tag("H33")
    void the_acknowledgement_at_another_node_may_be_written_before_the_message_itself() {
        LinkedNodes cluster = new LinkedNodes();
        MessageRecordSettings settings = RecordedNode.settings(MessageScope.TRACKED, false);
        RecordedNode a = new RecordedNode(settings, "node-a", cluster, null);
        RecordedNode b = new RecordedNode(settings, "node-b", cluster, a);
        TestHub.Client alice = a.node.connect("alice", "a1");
        TestHub.Client bob = b.node.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "m"));
        bob.send(Frames.ack("m", 0));
        assertThat(b.of("m").status()).isEqualTo(MessageStatus.SUCCESS);
        assertThat(b.of("m").details()).isNull();
        MessageRecord complete = a.of("m");
        assertThat(complete.status()).isEqualTo(MessageStatus.SUCCESS);
        assertThat(complete.details())
                .isNotNull()
                .matches(details -> details.nodeId().equals("node-a"));
    }

    @Test
    @Tag("R18")
    @Tag("H28")
    void of_three_nodes_that_sweep_one_marks_it_and_the_inbox_has_it_once() {
        LinkedNodes cluster = new LinkedNodes();
        MessageRecordSettings settings = RecordedNode.settings(MessageScope.TRACKED, false);
        RecordedNode a = new RecordedNode(settings, "node-a", cluster, null);
        RecordedNode b = new RecordedNode(settings, "node-b", cluster, a);
        RecordedNode c = new RecordedNode(settings, "node-c", cluster, a);
        TestHub.Client alice = a.node.connect("alice", "a1");
        b.node.connect("bob", "b1");
        alice.send(Frames.tracked("bob", "m"));
        a.write();
        for (RecordedNode each : List.of(a, b, c)) {
            each.advance(Duration.ofSeconds(31));
            each.sweep();
        }
        MessageRecord ended = a.of("m");
        assertThat(ended.status()).isEqualTo(MessageStatus.ACK_TIMEOUT);
        assertThat(a.node.waiting("bob")).hasSize(1);
        assertThat(a.node.inbox.appends()).isEqualTo(1);
    }

    @Test
    @Tag("H32")
    void expiry_counts_from_the_deadline_of_the_message_when_that_is_earlier() {
        TestHub.Client alice = node.connect("alice", "a1");
        Instant deadline = ManualClock.START.plusSeconds(90);
        alice.send(Frames.text("m").receiver("bob").requireAck(true).deadline(deadline));
        assertThat(recorded.of("m").expiresAt()).isEqualTo(deadline);
        recorded.advance(Duration.ofSeconds(90));
        recorded.sweep();
        assertThat(recorded.of("m").status()).isEqualTo(MessageStatus.EXPIRED);
    }

    private static Message text(String id) {
        return Frames.text(id).build();
    }
}
