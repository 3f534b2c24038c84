package io.signalbox.store;

import io.signalbox.records.ConnectionRecordCursor;
import io.signalbox.records.ConnectionRecordFilter;
import io.signalbox.records.ConnectionStatistics;
import io.signalbox.records.ConnectionStore.Ranking;
import io.signalbox.session.Traffic;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The questions about connection records whose conditions depend on what is asked for. */
final class ConnectionRecordQueries {
    private static final String FROM = " from ConnectionRecordEntity r";
    private static final String NEWEST_FIRST = "r.connectedAt desc, r.appId, r.clientId";
    /** Larger than any round trip: of a connection without one. */
    private static final long NO_ROUND_TRIP = Long.MAX_VALUE;

    private static final String SUMS = "select count(r),"
            + " sum(case when r.active = true then 1 else 0 end),"
            + " sum(case when r.abnormal = true then 1 else 0 end),"
            + " sum(case when r.forcedOffline = true then 1 else 0 end),"
            + " sum(r.reconnects),"
            + " sum(r.traffic.messagesIn), sum(r.traffic.messagesOut), sum(r.traffic.bytesIn), sum(r.traffic.bytesOut),"
            + " sum(r.traffic.pingsAnswered), sum(r.traffic.pingsLost), sum(r.traffic.pingSumMicros),"
            + " min(case when r.traffic.pingsAnswered > 0 then r.traffic.pingMinMicros else "
            + NO_ROUND_TRIP
            + "L end),"
            + " max(r.traffic.pingMaxMicros), sum(r.traffic.errors), sum(r.durationMillis)";

    private ConnectionRecordQueries() {}

    static List<ConnectionRecordEntity> page(
            EntityManager entities, ConnectionRecordFilter filter, @Nullable ConnectionRecordCursor after, int limit) {
        Conditions conditions = conditions(filter);
        if (after != null) {
            conditions.and(
                    "(r.connectedAt < :time or r.connectedAt = :time and (r.appId > :afterApp"
                            + " or r.appId = :afterApp and r.clientId > :afterClient))",
                    Map.of("time", after.connectedAt(), "afterApp", after.appId(), "afterClient", after.clientId()));
        }
        return conditions
                .query(entities, "select r" + FROM, " order by " + NEWEST_FIRST, ConnectionRecordEntity.class)
                .setMaxResults(limit)
                .getResultList();
    }

    static List<ConnectionRecordEntity> most(
            EntityManager entities, Ranking by, long atLeast, @Nullable String appId, int limit) {
        String value =
                switch (by) {
                    case ERRORS -> "r.traffic.errors";
                    case RECONNECTS -> "r.reconnects";
                };
        return new Conditions()
                .equal("appId", appId)
                .and(value + " >= :atLeast", Map.of("atLeast", atLeast))
                .query(
                        entities,
                        "select r" + FROM,
                        " order by " + value + " desc, " + NEWEST_FIRST,
                        ConnectionRecordEntity.class)
                .setMaxResults(limit)
                .getResultList();
    }

    static ConnectionStatistics statistics(EntityManager entities, ConnectionRecordFilter filter) {
        Object[] sums = conditions(filter)
                .query(entities, SUMS + FROM, "", Object[].class)
                .getSingleResult();
        if (number(sums[0]) == 0) {
            return ConnectionStatistics.NONE;
        }
        long min = number(sums[12]);
        return new ConnectionStatistics(
                number(sums[0]),
                number(sums[1]),
                number(sums[2]),
                number(sums[3]),
                number(sums[4]),
                new Traffic.Volume(number(sums[5]), number(sums[6]), number(sums[7]), number(sums[8])),
                new Traffic.Pings(
                        number(sums[9]),
                        number(sums[10]),
                        number(sums[11]),
                        min == NO_ROUND_TRIP ? 0 : min,
                        number(sums[13]),
                        null,
                        null),
                number(sums[14]),
                Duration.ofMillis(number(sums[15])));
    }

    private static long number(Object sum) {
        return ((Number) sum).longValue();
    }

    private static Conditions conditions(ConnectionRecordFilter filter) {
        return new Conditions()
                .equal("appId", filter.appId())
                .equal("namespace", filter.namespace())
                .equal("userId", filter.userId())
                .equal("nodeId", filter.nodeId())
                .equal("active", filter.active())
                .equal("abnormal", filter.abnormal())
                .equal("clientAddress", filter.address());
    }
}
