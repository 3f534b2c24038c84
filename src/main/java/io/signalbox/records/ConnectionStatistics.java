package io.signalbox.records;

import io.signalbox.session.Traffic;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What records come to, each about the newest connection of its id.
 *
 * @param connections how many records
 * @param active of them open
 * @param abnormal of them ended abnormally
 * @param forced of them ended by decision
 * @param reconnects of all of them
 * @param pings without their times
 * @param errors of all of them
 * @param open how long those that ended were open, all together
 */
public record ConnectionStatistics(
        long connections,
        long active,
        long abnormal,
        long forced,
        long reconnects,
        Traffic.Volume volume,
        Traffic.Pings pings,
        long errors,
        Duration open) {
    /** Of no record. */
    public static final ConnectionStatistics NONE =
            new ConnectionStatistics(0, 0, 0, 0, 0, Traffic.Volume.NONE, Traffic.Pings.NONE, 0, Duration.ZERO);

    static ConnectionStatistics of(Collection<ConnectionRecord> records) {
        return records.stream().reduce(NONE, ConnectionStatistics::plus, ConnectionStatistics::plus);
    }

    /** Not open any more. */
    public long ended() {
        return connections - active;
    }

    /** The share that is open, 0 to 1; 0 of none. */
    public double activeShare() {
        return share(active, connections);
    }

    /** The share of those that ended which did so abnormally, 0 to 1; 0 of none. */
    public double abnormalRate() {
        return share(abnormal, ended());
    }

    /** Errors for each message, 0 to 1; see {@link ConnectionQuality}. */
    public double errorRate() {
        return ConnectionQuality.errorRate(errors, volume.messages());
    }

    /** Reconnects for each record; 0 of none. */
    public double averageReconnects() {
        return share(reconnects, connections);
    }

    /** The mean time that those that ended were open; null of none. */
    public @Nullable Duration averageOpen() {
        return ended() == 0 ? null : open.dividedBy(ended());
    }

    private ConnectionStatistics plus(ConnectionRecord connection) {
        ConnectionEnd end = connection.end();
        Traffic.Reading traffic = connection.traffic();
        return plus(new ConnectionStatistics(
                1,
                end == null ? 1 : 0,
                end != null && end.abnormal() ? 1 : 0,
                end != null && end.forced() ? 1 : 0,
                connection.reconnects(),
                traffic.volume(),
                withoutTimes(traffic.pings()),
                traffic.errors().count(),
                end == null ? Duration.ZERO : connection.duration(end.at())));
    }

    private ConnectionStatistics plus(ConnectionStatistics other) {
        return new ConnectionStatistics(
                connections + other.connections,
                active + other.active,
                abnormal + other.abnormal,
                forced + other.forced,
                reconnects + other.reconnects,
                plus(volume, other.volume),
                plus(pings, other.pings),
                errors + other.errors,
                open.plus(other.open));
    }

    private static Traffic.Volume plus(Traffic.Volume one, Traffic.Volume other) {
        return new Traffic.Volume(
                one.messagesIn() + other.messagesIn(),
                one.messagesOut() + other.messagesOut(),
                one.bytesIn() + other.bytesIn(),
                one.bytesOut() + other.bytesOut());
    }

    private static Traffic.Pings plus(Traffic.Pings one, Traffic.Pings other) {
        long min = one.answered() == 0
                ? other.minMicros()
                : other.answered() == 0 ? one.minMicros() : Math.min(one.minMicros(), other.minMicros());
        return new Traffic.Pings(
                one.answered() + other.answered(),
                one.lost() + other.lost(),
                one.sumMicros() + other.sumMicros(),
                min,
                Math.max(one.maxMicros(), other.maxMicros()),
                null,
                null);
    }

    private static Traffic.Pings withoutTimes(Traffic.Pings pings) {
        return new Traffic.Pings(
                pings.answered(), pings.lost(), pings.sumMicros(), pings.minMicros(), pings.maxMicros(), null, null);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
