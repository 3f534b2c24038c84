package io.signalbox.records;

import io.signalbox.session.Traffic;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of the connections with one id. All but {@code reconnects} is about the newest of them: counts, round
 * trips and errors begin anew with each (hazard H60).
 *
 * @param generation see {@link ConnectionState}
 * @param end null while it is open
 * @param reconnects how many connections with this id came after the first
 * @param updatedAt when this was so
 */
public record ConnectionRecord(
        ConnectionId id,
        ConnectionParty party,
        ConnectionNode node,
        long generation,
        Instant connectedAt,
        Traffic.Reading traffic,
        @Nullable ConnectionEnd end,
        long reconnects,
        Instant updatedAt) {

    /**
     * The record after a node said something. What an older connection says changes nothing but the number of
     * reconnects, so its late end does not end the newer one. One exception: an open connection counts before one that
     * is gone, however their nodes' clocks stand.
     *
     * @param present null when there is none
     */
    public static ConnectionRecord after(@Nullable ConnectionRecord present, ConnectionState state) {
        if (present == null) {
            return of(state, Math.max(0, state.begun() - 1));
        }
        if (state.isOf(present.generation, present.node)) {
            // Whatever began is counted: this was written before, and nobody knew whether it was.
            return present.isOver() && state.end() == null ? present : of(state, present.reconnects);
        }
        long reconnects = present.reconnects + state.begun();
        boolean newer = state.isNewerThan(present.generation, present.node);
        boolean revived = state.end() == null && present.end != null;
        return newer || revived ? of(state, reconnects) : present.with(reconnects);
    }

    private static ConnectionRecord of(ConnectionState state, long reconnects) {
        return new ConnectionRecord(
                state.id(),
                state.party(),
                state.node(),
                state.generation(),
                state.connectedAt(),
                state.traffic(),
                state.end(),
                reconnects,
                state.at());
    }

    private ConnectionRecord with(long count) {
        return new ConnectionRecord(id, party, node, generation, connectedAt, traffic, end, count, updatedAt);
    }

    /** The same after its node is gone without a word: it ended when it was last heard of. */
    public ConnectionRecord lost() {
        ConnectionEnd gone = lostAt(updatedAt);
        return new ConnectionRecord(id, party, node, generation, connectedAt, traffic, gone, reconnects, updatedAt);
    }

    /** The end of a connection whose node is gone. */
    private static ConnectionEnd lostAt(Instant at) {
        return new ConnectionEnd(at, ConnectionEnd.NODE_LOST, 1006, "the node is gone", false, true);
    }

    public boolean isActive() {
        return end == null;
    }

    /** Ended, and that was said by its own node: it cannot be open again. */
    private boolean isOver() {
        return end != null && !end.reason().equals(ConnectionEnd.NODE_LOST);
    }

    /** How long it was open; until {@code now} while it is. */
    public Duration duration(Instant now) {
        Duration open = Duration.between(connectedAt, end == null ? now : end.at());
        // The end of one whose node is gone was told by another clock.
        return open.isNegative() ? Duration.ZERO : open;
    }
}
