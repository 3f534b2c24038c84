package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.ConnectionListener;
import io.signalbox.metrics.Count;
import io.signalbox.node.NodeRole;
import io.signalbox.testing.ChangingMembership;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of the recording when the store, the node or the cluster does not go on as it should. */
@Tag("K14")
class ConnectionRecordingFailuresTest extends ConnectionRecordingFixture {
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
}
