package io.signalbox.records;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How good connections are, from 100 down to 0 (contract 2.15): what is bad about them is taken off 100. Without any
 * connection there is no score.
 */
public final class ConnectionQuality {
    private static final double BEST = 100;

    private ConnectionQuality() {}

    /**
     * Of one connection: 30 times the share of lost pings, the round trip (more than 500 ms 30, 200 ms 20, 100 ms 10), 20
     * times the errors for each message, and 5 for each reconnect are taken off.
     */
    public static double of(ConnectionRecord connection) {
        var pings = connection.traffic().pings();
        double errors = errorRate(
                connection.traffic().errors().count(),
                connection.traffic().volume().messages());
        return floored(BEST
                - 30 * pings.loss()
                - latency(pings.averageMillis())
                - 20 * errors
                - 5.0 * connection.reconnects());
    }

    /**
     * Of a user: what is taken off is 20 when less than half of the connections are active, 10 when less than 80 %, the
     * round trip as for one, 30 times the errors for each message, and 2 for each reconnect.
     */
    public static OptionalDouble ofUser(ConnectionStatistics user) {
        if (user.connections() == 0) {
            return OptionalDouble.empty();
        }
        double active = user.activeShare();
        return OptionalDouble.of(floored(BEST
                - (active < 0.5 ? 20 : active < 0.8 ? 10 : 0)
                - latency(user.pings().averageMillis())
                - 30 * user.errorRate()
                - 2.0 * user.reconnects()));
    }

    /**
     * Of a node: what is taken off is for the share of abnormal ends (more than 20 % 30, 10 % 20, 5 % 10), the round trip
     * as for one, the errors for each message (more than 5 % 25, 2 % 15, 1 % 8) and the reconnects of each record (more
     * than 10 15, 5 10, 2 5).
     */
    public static OptionalDouble ofNode(ConnectionStatistics node) {
        if (node.connections() == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(floored(BEST
                - step(node.abnormalRate(), 0.20, 30, 0.10, 20, 0.05, 10)
                - latency(node.pings().averageMillis())
                - step(node.errorRate(), 0.05, 25, 0.02, 15, 0.01, 8)
                - step(node.averageReconnects(), 10, 15, 5, 10, 2, 5)));
    }

    /** Errors for each message; at most 1, also when there are errors and no message at all. */
    static double errorRate(long errors, long messages) {
        return errors == 0 ? 0 : errors >= messages ? 1 : (double) errors / messages;
    }

    /** @param average milliseconds; null, when none was measured, takes nothing off */
    private static double latency(@Nullable Double average) {
        return average == null ? 0 : step(average, 500, 30, 200, 20, 100, 10);
    }

    /** What is taken off: the first whose bound the value is more than. */
    private static double step(
            double value, double most, int forMost, double much, int forMuch, double some, int forSome) {
        return value > most ? forMost : value > much ? forMuch : value > some ? forSome : 0;
    }

    private static double floored(double score) {
        return Math.max(0, score);
    }
}
