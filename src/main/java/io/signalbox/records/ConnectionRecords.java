package io.signalbox.records;

import io.signalbox.identity.UserKey;
import io.signalbox.records.ConnectionStore.Ranking;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of connections (contract 2.15): inject it to ask. Where connections are not recorded there is nothing
 * to be found. What is recorded is up to {@code signalbox.records.connection-interval} behind. Blocks; every method
 * throws {@link RecordsUnavailableException} when the database does not answer.
 */
public final class ConnectionRecords {
    /** Most records of one answer. */
    public static final int MAX_LIMIT = 1000;

    private final ConnectionStore store;
    private final boolean on;

    ConnectionRecords(ConnectionStore store, boolean on) {
        this.store = store;
        this.on = on;
    }

    /** Whether this node records its connections. */
    public boolean isOn() {
        return on;
    }

    /** The record of an app's client id. */
    public Optional<ConnectionRecord> find(String appId, String clientId) {
        return Optional.ofNullable(store.find(new ConnectionId(appId, clientId)));
    }

    /**
     * Records, the newest connection first.
     *
     * @param after {@code next} of the page before; null: the first page
     * @param limit most records of the page, from 1 to {@link #MAX_LIMIT}
     * @throws IllegalArgumentException when {@code limit} is out of its range
     */
    public ConnectionRecordPage page(ConnectionRecordFilter filter, @Nullable ConnectionRecordCursor after, int limit) {
        checkLimit(limit);
        return store.page(filter, after, limit);
    }

    /** What all records that are asked for come to. */
    public ConnectionStatistics statistics(ConnectionRecordFilter filter) {
        return store.statistics(filter);
    }

    /**
     * Records of connections with at least so many errors, those with the most first.
     *
     * @param appId null: of every app
     * @param limit as in {@link #page}
     * @throws IllegalArgumentException when {@code limit} is out of its range, or {@code threshold} less than 1
     */
    public List<ConnectionRecord> withErrors(long threshold, @Nullable String appId, int limit) {
        return most(Ranking.ERRORS, threshold, appId, limit);
    }

    /** Records of ids that were connected again at least so often; otherwise as {@link #withErrors}. */
    public List<ConnectionRecord> withReconnects(long threshold, @Nullable String appId, int limit) {
        return most(Ranking.RECONNECTS, threshold, appId, limit);
    }

    /** How good the connection of an app's client id is or was, 0 to 100; empty when there is no record. */
    public OptionalDouble quality(String appId, String clientId) {
        return find(appId, clientId).stream().mapToDouble(ConnectionQuality::of).findAny();
    }

    /** How good a user's connections are, 0 to 100; empty without one. */
    public OptionalDouble qualityOfUser(UserKey user) {
        return ConnectionQuality.ofUser(statistics(ConnectionRecordFilter.ofUser(user)));
    }

    /** How good the connections to a node are, 0 to 100; empty without one. */
    public OptionalDouble qualityOfNode(String nodeId) {
        return ConnectionQuality.ofNode(statistics(ConnectionRecordFilter.ofNode(nodeId)));
    }

    private List<ConnectionRecord> most(Ranking by, long threshold, @Nullable String appId, int limit) {
        checkLimit(limit);
        if (threshold < 1) {
            throw new IllegalArgumentException("threshold " + threshold + " is less than 1");
        }
        return store.most(by, threshold, appId, limit);
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit + " is not in 1.." + MAX_LIMIT);
        }
    }
}
