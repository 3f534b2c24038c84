package io.signalbox.records;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where connections are recorded, for all nodes. Everything may block, and throws {@link RecordsUnavailableException}
 * when the store does not answer.
 */
public interface ConnectionStore {
    /**
     * Brings what nodes said into the records, as {@link ConnectionRecord#after} says: all or none, one transaction.
     *
     * @param states of as many ids
     * @throws UnwritableException when the store will never take one of them
     */
    void write(List<ConnectionState> states);

    /** The record of an id; null when there is none. */
    @Nullable
    ConnectionRecord find(ConnectionId id);

    /** @param after where to go on; null: from the beginning. @param limit most records of it */
    ConnectionRecordPage page(ConnectionRecordFilter filter, @Nullable ConnectionRecordCursor after, int limit);

    /** What the records come to that are asked for. */
    ConnectionStatistics statistics(ConnectionRecordFilter filter);

    /** Records with at least {@code atLeast} of it, those with the most first. @param limit most of them */
    List<ConnectionRecord> most(Ranking by, long atLeast, @Nullable String appId, int limit);

    /**
     * Ends connections of processes that live no more, as far as nothing was heard of them since {@code before}: a node
     * that has just started may be here before everybody knows it.
     *
     * @param living incarnations of nodes
     * @param limit most of them
     * @return how many this call ended
     */
    int endLost(Set<String> living, Instant before, int limit);

    /** Removes records of connections that ended before then. @param limit most of them. @return how many it removed */
    int removeEnded(Instant before, int limit);

    /** By what records are put in order. */
    enum Ranking {
        ERRORS,
        RECONNECTS
    }
}
