package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ConnectionType;
import io.signalbox.session.Traffic;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is counted and measured of the connections of a hub. */
@Tag("K14")
class ConnectionMeasuringTest extends ConnectionRecordingFixture {
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
}
