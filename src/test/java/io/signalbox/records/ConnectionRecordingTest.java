package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.config.SettingsReader;
import io.signalbox.hub.ConnectionListener;
import io.signalbox.hub.LoginSettings;
import io.signalbox.identity.ClientType;
import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Peer;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeRole;
import io.signalbox.protocol.CloseCode;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import io.signalbox.session.Traffic;
import io.signalbox.testing.ChangingMembership;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is recorded of the connections of a hub. */
@Tag("K14")
class ConnectionRecordingTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofMillis(200);

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Written store = new Written();
    private final Metrics metrics = new Metrics();
    private final ChangingMembership membership = new ChangingMembership();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final ConnectionRecording recording = recording(true, 1000);
    private final TestHub hub = hub(recording.listener());
    private final ConnectionRecords records = new ConnectionRecords(store, true);

    {
        recording.start(scheduler);
        hub.hub.start();
    }

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

    @Test
    void messages_and_bytes_are_counted_in_both_directions_and_written_once_in_an_interval() {
        TestHub.Client alice = hub.connect("alice", "a1");
        hub.connect("bob", "b1");
        pass(INTERVAL);
        Traffic.Volume before = record("a1").traffic().volume();
        store.written.clear();
        String text = "{\"message_type\":\"text\",\"receiver\":\"bob\",\"content\":\"é\"}";
        for (int i = 0; i < 50; i++) {
            alice.send(text);
        }
        pass(INTERVAL.minusMillis(1));
        pass(Duration.ofMillis(1));
        Traffic.Volume after = record("a1").traffic().volume();
        assertThat(after.messagesIn() - before.messagesIn()).isEqualTo(50);
        assertThat(after.bytesIn() - before.bytesIn()).isEqualTo(50L * (text.length() + 1));
        assertThat(record("b1").traffic().volume().messagesOut()).isGreaterThanOrEqualTo(50);
        assertThat(record("b1").traffic().volume().bytesOut()).isGreaterThan(50L * text.length());
        assertThat(store.written)
                .as("one write for each, not one for each message")
                .hasSize(2);
    }

    @Test
    void what_did_not_change_is_not_written_again() {
        hub.connect("alice", "a1");
        pass(INTERVAL);
        store.written.clear();
        pass(INTERVAL.multipliedBy(3));
        assertThat(store.written).isEmpty();
    }

    @Test
    void a_round_trip_is_the_time_from_a_ping_to_its_own_pong_and_the_average_a_true_mean() {
        TestHub.Client alice = hub.connect("alice", "a1");
        Traffic traffic = Objects.requireNonNull(alice.session.traffic());
        long[] millis = {10, 10, 10, 90};
        for (long trip : millis) {
            long number = ping(alice);
            nanos.addAndGet(trip * 1_000_000);
            traffic.answered(number);
            traffic.answered(number);
        }
        pass(INTERVAL);
        Traffic.Pings pings = record("a1").traffic().pings();
        assertThat(pings.answered()).isEqualTo(4);
        assertThat(pings.averageMillis()).as("(old + new) / 2 would be 50").isEqualTo(30);
        assertThat(pings.minMicros()).isEqualTo(10_000);
        assertThat(pings.maxMicros()).isEqualTo(90_000);
        assertThat(pings.loss()).isZero();
        assertThat(pings.lastPing()).isNotNull();
        assertThat(pings.lastPong()).isEqualTo(pings.lastPing());
    }

    @Test
    void a_ping_without_its_pong_before_the_next_is_lost_and_other_pongs_are_none() {
        TestHub.Client alice = hub.connect("alice", "a1");
        Traffic traffic = Objects.requireNonNull(alice.session.traffic());
        long first = ping(alice);
        assertThat(traffic.read().pings().lost()).as("it may still come").isZero();
        long second = ping(alice);
        traffic.answered(first);
        traffic.answered(second + 1);
        nanos.addAndGet(3_000_000);
        traffic.answered(second);
        ping(alice);
        Traffic.Pings pings = traffic.read().pings();
        assertThat(pings.answered()).isEqualTo(1);
        assertThat(pings.lost()).isEqualTo(1);
        assertThat(pings.loss()).isEqualTo(0.5);
        assertThat(pings.sumMicros()).isEqualTo(3_000);
    }

    @Test
    void an_event_stream_is_not_measured_because_it_answers_no_pings() {
        TestHub.Client alice = hub.connect(Users.identity("alice", "a1").over(ConnectionType.SSE));
        hub.clock.advance(Duration.ofSeconds(60));
        hub.scheduler.advance(Duration.ofSeconds(2));
        assertThat(alice.wire.pings()).isPositive();
        assertThat(Objects.requireNonNull(alice.session.traffic()).read().pings())
                .isEqualTo(Traffic.Pings.NONE);
    }

    @Test
    void what_the_store_did_not_take_comes_with_the_next_write_and_nobody_waits_for_it() {
        store.fails = true;
        TestHub.Client alice = hub.connect("alice", "a1");
        settle();
        assertThat(alice.session.isOpen()).isTrue();
        assertThat(store.find(new ConnectionId(Users.TENANT.appId(), "a1"))).isNull();
        store.fails = false;
        alice.disconnect();
        pass(INTERVAL);
        assertThat(record("a1").isActive()).isFalse();
        assertThat(record("a1").reconnects()).isZero();
    }

    @Test
    void connections_are_left_for_later_when_the_store_is_behind_and_begin_when_there_is_room() {
        ConnectionRecording narrow = recording(true, 2);
        TestHub few = hub(narrow.listener());
        narrow.start(scheduler);
        for (int i = 0; i < 5; i++) {
            few.connect("user" + i, "c" + i);
        }
        assertThat(metrics.value(Count.CONNECTION_RECORD_CHANGES_LOST))
                .as("told, not silent")
                .isEqualTo(3);
        pass(INTERVAL.multipliedBy(2));
        for (int i = 0; i < 5; i++) {
            assertThat(record("c" + i).isActive()).isTrue();
            assertThat(record("c" + i).reconnects()).isZero();
        }
    }

    @Test
    void the_records_of_a_node_that_is_gone_are_ended_by_those_that_live() {
        TestHub.Client alice = hub.connect("alice", "a1");
        pass(INTERVAL);
        // The other node does not know this one's process.
        ChangingMembership others = new ChangingMembership();
        others.leave("lb");
        others.join(ChangingMembership.node("other", 2, NodeRole.HUB, "2"));
        ManualScheduler elsewhere = new ManualScheduler();
        Instant heard = record("a1").updatedAt();
        recording(false, others).start(elsewhere);
        assertThat(record("a1").isActive()).as("heard of a moment ago").isTrue();
        clock.advance(Duration.ofMinutes(2));
        elsewhere.advance(Duration.ofMinutes(2));
        ConnectionEnd end = Objects.requireNonNull(record("a1").end());
        assertThat(end.reason()).isEqualTo(ConnectionEnd.NODE_LOST);
        assertThat(end.abnormal()).isTrue();
        assertThat(end.at()).isEqualTo(heard);
        assertThat(alice.session.isOpen()).isTrue();
        // It was not gone: after the cluster changed, and with its next words, it is there again.
        membership.join(ChangingMembership.node("other", 2, NodeRole.HUB, "2"));
        pass(INTERVAL);
        assertThat(record("a1").isActive()).isTrue();
        assertThat(record("a1").reconnects()).isZero();
    }

    @Test
    void where_it_is_off_nothing_is_measured_counted_or_written_and_old_records_go_all_the_same() {
        hub.connect("old", "o1").disconnect();
        settle();
        ConnectionRecording off = recording(false, 1000);
        TestHub silent = hub(off.listener());
        off.start(scheduler);
        store.written.clear();
        TestHub.Client alice = silent.connect("alice", "a1");
        assertThat(alice.session.traffic()).isNull();
        assertThat(off.listener()).isSameAs(ConnectionListener.NONE);
        pass(INTERVAL);
        alice.disconnect();
        pass(Duration.ofDays(31));
        assertThat(store.written).isEmpty();
        assertThat(records.find(Users.TENANT.appId(), "o1")).isEmpty();
    }

    @Test
    void at_the_stop_everything_is_written() throws Exception {
        FakeWire wire = new FakeWire();
        hub.open(Users.identity("alice", "a1"), wire);
        wire.hold();
        hub.hub.kicks().kick(Users.user("alice"), "rude");
        hub.connect("bob", "b1");
        hub.hub.drain(Duration.ZERO);
        hub.hub.sessions().forEach(hub.hub::closed);
        recording.stop(Duration.ofSeconds(1));
        assertThat(record("a1").isActive()).isFalse();
        assertThat(Objects.requireNonNull(record("b1").end()).reason()).isEqualTo("server_shutdown");
        assertThat(Objects.requireNonNull(record("b1").end()).abnormal()).isFalse();
    }

    @Test
    void quality_is_of_what_is_recorded() {
        TestHub.Client alice = hub.connect("alice", "a1");
        long number = ping(alice);
        nanos.addAndGet(600_000_000);
        Objects.requireNonNull(alice.session.traffic()).answered(number);
        pass(INTERVAL);
        assertThat(records.quality(Users.TENANT.appId(), "a1")).hasValue(70);
        assertThat(records.qualityOfUser(Users.user("alice"))).hasValue(70);
        assertThat(records.qualityOfNode("lb")).hasValue(70);
        assertThat(records.qualityOfNode("none")).isEmpty();
    }

    /** The heartbeat pings a silent connection. @return the ping's number */
    private long ping(TestHub.Client client) {
        int before = client.wire.pings();
        while (client.wire.pings() == before) {
            hub.clock.advance(Duration.ofSeconds(20));
            client.session.touch();
            hub.clock.advance(Duration.ofSeconds(40));
            hub.scheduler.advance(Duration.ofSeconds(1));
        }
        return client.wire.lastPing();
    }

    private ConnectionRecord record(String client) {
        return records.find(Users.TENANT.appId(), client).orElseThrow(() -> new AssertionError("no record: " + client));
    }

    /** What was offered is written. */
    private void settle() {
        scheduler.advance(SETTLE);
    }

    private void pass(Duration time) {
        clock.advance(time);
        scheduler.advance(time);
        settle();
    }

    private TestHub hub(ConnectionListener listener) {
        return new TestHub.Setup()
                .clock(clock)
                .login(LoginSettings.DEFAULT)
                .connections(listener)
                .build();
    }

    private ConnectionRecording recording(boolean on, int queue) {
        return new ConnectionRecording(
                settings(on, queue), store, membership, new DirectExecutor(), metrics, nanos::get, clock);
    }

    private ConnectionRecording recording(boolean on, ChangingMembership known) {
        return new ConnectionRecording(
                settings(on, 1000), store, known, new DirectExecutor(), metrics, nanos::get, clock);
    }

    private static RecordSettings settings(boolean on, int queue) {
        return new RecordSettings(
                MessageRecordSettings.from(new SettingsReader(key -> null, List.of())),
                new ConnectionRecordSettings(on, Duration.ofDays(30), INTERVAL, List.of()),
                new WriteBehindSettings(500, Duration.ofMillis(200), queue));
    }

    /** Remembers what was written, and does not always answer. */
    private static final class Written implements ConnectionStore {
        private final InMemoryConnectionStore records = new InMemoryConnectionStore(1000);
        private final List<ConnectionState> written = new ArrayList<>();
        private boolean fails;

        @Override
        public void write(List<ConnectionState> states) {
            if (fails) {
                throw new RecordsUnavailableException("the database is away", new IllegalStateException());
            }
            records.write(states);
            written.addAll(states);
        }

        @Override
        public @Nullable ConnectionRecord find(ConnectionId id) {
            return records.find(id);
        }

        @Override
        public ConnectionRecordPage page(
                ConnectionRecordFilter filter, @Nullable ConnectionRecordCursor after, int limit) {
            return records.page(filter, after, limit);
        }

        @Override
        public ConnectionStatistics statistics(ConnectionRecordFilter filter) {
            return records.statistics(filter);
        }

        @Override
        public List<ConnectionRecord> most(Ranking by, long atLeast, @Nullable String appId, int limit) {
            return records.most(by, atLeast, appId, limit);
        }

        @Override
        public int endLost(java.util.Set<String> living, Instant before, int limit) {
            return records.endLost(living, before, limit);
        }

        @Override
        public int removeEnded(Instant before, int limit) {
            return records.removeEnded(before, limit);
        }
    }
}
