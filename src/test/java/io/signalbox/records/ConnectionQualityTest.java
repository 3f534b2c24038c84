package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Peer;
import io.signalbox.identity.UserType;
import io.signalbox.session.Traffic;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Users;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scores of contract 2.15. */
@Tag("K14")
class ConnectionQualityTest {
    @ParameterizedTest(
            name = "round trip {0} µs, {1} answered, {2} lost, {3} errors in {4} messages, {5} reconnects: {6}")
    @CsvSource({
        // µs, answered, lost, errors, messages, reconnects, score
        "0,0,0,0,0,0,100",
        "100000,1,0,0,10,0,100",
        "100001,1,0,0,10,0,90",
        "200000,1,0,0,10,0,90",
        "200001,1,0,0,10,0,80",
        "500000,1,0,0,10,0,80",
        "500001,1,0,0,10,0,70",
        "10000,9,1,0,10,0,97",
        "10000,1,1,0,10,0,85",
        "0,0,3,0,10,0,70",
        "10000,1,0,5,10,0,90",
        "10000,1,0,10,10,0,80",
        "10000,1,0,20,10,0,80",
        "10000,1,0,3,0,0,80",
        "10000,1,0,0,10,1,95",
        "10000,1,0,0,10,20,0",
        "10000,1,0,0,10,21,0",
        "600000,1,1,10,10,3,20",
        "600000,1,1,10,10,100,0"
    })
    void of_a_connection(
            long micros, long answered, long lost, long errors, long messages, long reconnects, double score) {
        assertThat(ConnectionQuality.of(connection(pings(micros, answered, lost), errors, messages, reconnects)))
                .isEqualTo(score);
    }

    @ParameterizedTest(name = "{0} active of {1}, round trip {2} µs, {3} errors in {4} messages, {5} reconnects: {6}")
    @CsvSource({
        // active, connections, µs, errors, messages, reconnects, score
        "10,10,10000,0,10,0,100",
        "8,10,10000,0,10,0,100",
        "79,100,10000,0,10,0,90",
        "5,10,10000,0,10,0,90",
        "49,100,10000,0,10,0,80",
        "0,1,10000,0,10,0,80",
        "1,1,100000,0,10,0,100",
        "1,1,100001,0,10,0,90",
        "1,1,200000,0,10,0,90",
        "1,1,200001,0,10,0,80",
        "1,1,500000,0,10,0,80",
        "1,1,500001,0,10,0,70",
        "1,1,10000,1,2,0,85",
        "1,1,10000,2,2,0,70",
        "1,1,10000,0,10,3,94",
        "1,1,10000,0,10,50,0",
        "0,1,600000,9,9,11,0"
    })
    void of_a_user(
            long active, long connections, long micros, long errors, long messages, long reconnects, double score) {
        assertThat(ConnectionQuality.ofUser(
                        statistics(connections, active, 0, pings(micros, 1, 0), errors, messages, reconnects)))
                .hasValue(score);
    }

    @ParameterizedTest(name = "{0} abnormal of {1}, round trip {2} µs, {3} errors in {4} messages, {5} reconnects: {6}")
    @CsvSource({
        // abnormal, ended, µs, errors, messages, reconnects (of 100 connections), score
        "0,0,10000,0,100,0,100",
        "5,100,10000,0,100,0,100",
        "6,100,10000,0,100,0,90",
        "10,100,10000,0,100,0,90",
        "11,100,10000,0,100,0,80",
        "20,100,10000,0,100,0,80",
        "21,100,10000,0,100,0,70",
        "0,100,100000,0,100,0,100",
        "0,100,100001,0,100,0,90",
        "0,100,200000,0,100,0,90",
        "0,100,200001,0,100,0,80",
        "0,100,500000,0,100,0,80",
        "0,100,500001,0,100,0,70",
        "0,100,10000,1,100,0,100",
        "0,100,10000,11,1000,0,92",
        "0,100,10000,2,100,0,92",
        "0,100,10000,21,1000,0,85",
        "0,100,10000,5,100,0,85",
        "0,100,10000,51,1000,0,75",
        "0,100,10000,0,100,200,100",
        "0,100,10000,0,100,201,95",
        "0,100,10000,0,100,500,95",
        "0,100,10000,0,100,501,90",
        "0,100,10000,0,100,1000,90",
        "0,100,10000,0,100,1001,85",
        "100,100,600000,100,100,5000,0"
    })
    void of_a_node(long abnormal, long ended, long micros, long errors, long messages, long reconnects, double score) {
        assertThat(ConnectionQuality.ofNode(
                        statistics(100, 100 - ended, abnormal, pings(micros, 1, 0), errors, messages, reconnects)))
                .hasValue(score);
    }

    @Test
    void without_a_connection_there_is_no_score() {
        assertThat(ConnectionQuality.ofUser(ConnectionStatistics.NONE)).isEmpty();
        assertThat(ConnectionQuality.ofNode(ConnectionStatistics.NONE)).isEmpty();
    }

    private static Traffic.Pings pings(long micros, long answered, long lost) {
        return new Traffic.Pings(answered, lost, micros * answered, micros, micros, null, null);
    }

    private static ConnectionStatistics statistics(
            long connections,
            long active,
            long abnormal,
            Traffic.Pings pings,
            long errors,
            long messages,
            long reconnects) {
        return new ConnectionStatistics(
                connections,
                active,
                abnormal,
                0,
                reconnects,
                new Traffic.Volume(messages / 2, messages - messages / 2, 0, 0),
                pings,
                errors,
                Duration.ZERO);
    }

    private static ConnectionRecord connection(Traffic.Pings pings, long errors, long messages, long reconnects) {
        return new ConnectionRecord(
                new ConnectionId("app", "c"),
                new ConnectionParty(
                        Users.user("u"), UserType.VISITOR, "d", ClientType.WEB, ConnectionType.WEBSOCKET, Peer.UNKNOWN),
                new ConnectionNode("n", "i", "127.0.0.1", 8081),
                1,
                ManualClock.START,
                new Traffic.Reading(
                        new Traffic.Volume(messages / 2, messages - messages / 2, 0, 0),
                        pings,
                        new Traffic.Errors(errors, null, null)),
                null,
                reconnects,
                ManualClock.START);
    }
}
