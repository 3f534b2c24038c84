package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.ConnectionListener;
import io.signalbox.identity.ClientType;
import io.signalbox.identity.Peer;
import io.signalbox.node.NodeRole;
import io.signalbox.protocol.CloseCode;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import io.signalbox.session.Traffic;
import io.signalbox.testing.ChangingMembership;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is recorded of the connections of a hub: that they come, go, and come again. */
@Tag("K14")
class ConnectionRecordingTest extends ConnectionRecordingFixture {
    @Test
    void who_connects_is_recorded_with_where_from_and_where_to() {
        TestHub.Client alice = hub.connect(Users.identity("alice", "a1")
                .from(ClientType.MOBILE)
                .at(new Peer("10.1.2.3", Map.of("user-agent", "test"))));
        settle();
        ConnectionRecord read = record("a1");
        assertThat(read.isActive()).isTrue();
        assertThat(read.party().user()).isEqualTo(Users.user("alice"));
        assertThat(read.party().clientType()).isEqualTo(ClientType.MOBILE);
        assertThat(read.party().peer()).isEqualTo(new Peer("10.1.2.3", Map.of("user-agent", "test")));
        assertThat(read.node().id()).isEqualTo("lb");
        assertThat(read.node().port()).isEqualTo(1);
        assertThat(read.connectedAt()).isEqualTo(ManualClock.START);
        assertThat(read.reconnects()).isZero();
        assertThat(alice.session.isOpen()).isTrue();
    }

    @Test
    @Tag("C24")
    void how_it_ended_is_recorded_for_each_way() {
        ends("goes", Disconnect.byClient(1001, "bye"), "close_message", 1001, false, false);
        ends("leaves", Disconnect.byClient(1000, ""), "close_message", 1000, false, false);
        ends("no-code", Disconnect.byClient(1005, ""), "close_message", 1005, false, true);
        ends("fails", Disconnect.byClient(1011, "x".repeat(500)), "close_message", 1011, false, true);
        ends("reads", Disconnect.broken(Disconnect.Reason.READ_ERROR, "reset"), "read_error", 1006, false, true);
        ends(
                "silent",
                Disconnect.byHub(CloseCode.HEARTBEAT_TIMEOUT),
                "heartbeat_timeout",
                CloseCode.HEARTBEAT_TIMEOUT.code(),
                false,
                true);
        ends(
                "slow",
                Disconnect.byHub(CloseCode.SLOW_CONSUMER),
                "slow_consumer",
                CloseCode.SLOW_CONSUMER.code(),
                false,
                true);
        ends("rules", Disconnect.forProtocol(1002, "bad frame"), "protocol_error", 1002, false, true);
        ends("drained", Disconnect.byHub(CloseCode.GOING_AWAY), "server_shutdown", 1001, false, false);
        ends("kicked", Disconnect.byHub(CloseCode.KICKED_OUT), "kick_out", CloseCode.KICKED_OUT.code(), true, false);
        ends("replaced", Disconnect.byHub(CloseCode.REPLACED), "replaced", CloseCode.REPLACED.code(), false, false);
        assertThat(Objects.requireNonNull(record("fails").end()).message()).hasSize(200);
        assertThat(record("reads").traffic().errors().last())
                .as("it is an error too")
                .isEqualTo("read_error");
        assertThat(record("kicked").traffic().errors().count()).isZero();
    }

    private void ends(String client, Disconnect how, String reason, int code, boolean forced, boolean abnormal) {
        TestHub.Client connected = hub.connect(client, client);
        pass(Duration.ofSeconds(7));
        hub.hub.closed(connected.session, how);
        settle();
        ConnectionEnd end = Objects.requireNonNull(record(client).end());
        assertThat(end.reason()).isEqualTo(reason);
        assertThat(end.code()).as(client).isEqualTo(code);
        assertThat(end.forced()).as(client).isEqualTo(forced);
        assertThat(end.abnormal()).as(client).isEqualTo(abnormal);
        assertThat(record(client).duration(clock.instant())).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    @Tag("C24")
    void a_kick_is_recorded_as_one_although_the_last_word_is_written_after_the_user_is_gone() {
        FakeWire wire = new FakeWire();
        TestHub.Client alice = hub.open(Users.identity("alice", "a1"), wire);
        wire.hold();
        hub.hub.kicks().kick(Users.user("alice"), "rude");
        assertThat(alice.session.isOpen()).as("its last word is on its way").isTrue();
        settle();
        assertThat(record("a1").isActive()).isTrue();
        wire.release();
        pass(Duration.ofSeconds(1));
        settle();
        ConnectionEnd end = Objects.requireNonNull(record("a1").end());
        assertThat(end.reason()).isEqualTo("kick_out");
        assertThat(end.code()).isEqualTo(CloseCode.KICKED_OUT.code());
        assertThat(end.forced()).isTrue();
        assertThat(end.abnormal()).isFalse();
    }

    @Test
    @Tag("H60")
    void who_connects_again_has_one_record_that_begins_anew() {
        TestHub.Client first = hub.connect("alice", "a1");
        first.send("{\"message_type\":\"nonsense\"}");
        first.send("{\"message_type\":\"nonsense\"}");
        pass(INTERVAL);
        assertThat(record("a1").traffic().errors().count()).isEqualTo(2);
        assertThat(record("a1").traffic().errors().last()).isNotBlank();
        assertThat(record("a1").traffic().errors().lastAt()).isEqualTo(ManualClock.START);
        first.disconnect();
        hub.connect("alice", "a1");
        pass(INTERVAL);
        assertThat(record("a1").isActive()).isTrue();
        assertThat(record("a1").reconnects()).isEqualTo(1);
        assertThat(record("a1").traffic().errors()).isEqualTo(Traffic.Errors.NONE);
    }

    @Test
    @Tag("H60")
    void one_that_takes_the_place_of_another_is_not_ended_with_it() {
        for (int i = 0; i < 5; i++) {
            hub.connect("alice", "a1");
            if (i % 2 == 0) {
                settle();
            }
        }
        settle();
        assertThat(record("a1").isActive()).isTrue();
        assertThat(record("a1").reconnects()).isEqualTo(4);
    }

    @Test
    @Tag("H60")
    void who_goes_to_another_node_is_there_when_the_first_node_notices() {
        ChangingMembership there = new ChangingMembership();
        there.leave("lb");
        there.join(ChangingMembership.node("other", 2, NodeRole.HUB, "2"));
        ConnectionRecording elsewhere = recording(true, there);
        TestHub other = hub(elsewhere.listener());
        elsewhere.start(scheduler);
        TestHub.Client before = hub.connect("alice", "a1");
        pass(Duration.ofSeconds(10));
        other.connect("alice", "a1");
        pass(Duration.ofSeconds(60));
        before.session.close(CloseCode.HEARTBEAT_TIMEOUT);
        hub.hub.closed(before.session);
        settle();
        assertThat(record("a1").isActive()).isTrue();
        assertThat(record("a1").reconnects()).isEqualTo(1);
        assertThat(record("a1").connectedAt()).isEqualTo(ManualClock.START.plusSeconds(10));
    }

    @Test
    @Tag("H60")
    void however_connections_with_one_id_come_and_go_the_record_is_that_of_the_last() throws Exception {
        int threads = 4;
        int each = 50;
        for (int round = 0; round < 10; round++) {
            String client = "c" + round;
            Concurrently.run(threads, thread -> {
                for (int i = 0; i < each; i++) {
                    TestHub.Client connected = hub.open(Users.identity("alice", client), new FakeWire());
                    if (i % 3 == thread % 3) {
                        connected.disconnect();
                    }
                    if (i % 7 == 0) {
                        // Its time is one thread's at a time.
                        synchronized (scheduler) {
                            settle();
                        }
                    }
                }
            });
            pass(Duration.ofSeconds(1));
            boolean there = hub.hub.sessions().query().ofClient(Users.user("alice"), client) != null;
            assertThat(record(client).isActive()).as("round %d", round).isEqualTo(there);
            assertThat(record(client).reconnects()).as("round %d", round).isEqualTo(threads * each - 1);
        }
    }

    @Test
    @Tag("C24")
    void a_connection_that_breaks_while_it_is_written_to_ends_abnormally() {
        TestHub.Client alice = hub.connect("alice", "a1");
        TestHub.Client bob = hub.connect("bob", "b1");
        bob.wire.fail();
        alice.send("{\"message_type\":\"text\",\"receiver\":\"bob\",\"content\":\"x\"}");
        settle();
        ConnectionEnd end = Objects.requireNonNull(record("b1").end());
        assertThat(end.reason()).isEqualTo("write_error");
        assertThat(end.code()).isEqualTo(1006);
        assertThat(end.abnormal()).isTrue();
    }

    @Test
    @Tag("H60")
    void the_end_of_a_connection_may_be_told_before_its_beginning() {
        ConnectionListener listener = recording.listener();
        TestHub alone = hub(ConnectionListener.NONE);
        ClientSession session = alone.connect("bob", "b1").session;
        session.close(CloseCode.NORMAL);
        listener.left(session);
        listener.arrived(session);
        settle();
        assertThat(Objects.requireNonNull(record("b1").end()).code()).isEqualTo(1000);
        store.written.clear();
        pass(INTERVAL);
        assertThat(store.written).as("nothing is left of it").isEmpty();
    }
}
