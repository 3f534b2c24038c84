package io.signalbox.records;

import io.signalbox.session.Traffic;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of a connection: all of it each time, so that writing it twice changes nothing and a later one makes
 * up for one that was lost.
 *
 * @param generation of those of one id the one with the greater number is the newer, see {@link Traffic#generation}
 * @param begun how many connections of the id began with this and what was merged into it
 * @param connectedAt in milliseconds, as all times here
 * @param end null while it is open
 * @param at when all this was so
 */
public record ConnectionState(
        ConnectionId id,
        long generation,
        int begun,
        ConnectionParty party,
        ConnectionNode node,
        Instant connectedAt,
        Traffic.Reading traffic,
        @Nullable ConnectionEnd end,
        Instant at)
        implements Change<ConnectionState> {

    /** Of two connections the newer one counts; of one the later state, and its end before everything. */
    @Override
    public ConnectionState then(ConnectionState later) {
        boolean counts = later.isOf(generation, node) ? end == null || later.end != null : later.isNewerThan(this);
        return (counts ? later : this).with(begun + later.begun);
    }

    /** Whether it is a state of the connection with that number at that process. */
    boolean isOf(long otherGeneration, ConnectionNode otherNode) {
        return generation == otherGeneration && node.incarnation().equals(otherNode.incarnation());
    }

    /** Whether its connection began after another's; of two that began in the same microsecond it is always the same. */
    boolean isNewerThan(long otherGeneration, ConnectionNode otherNode) {
        return generation != otherGeneration
                ? generation > otherGeneration
                : node.incarnation().compareTo(otherNode.incarnation()) > 0;
    }

    private boolean isNewerThan(ConnectionState other) {
        return isNewerThan(other.generation, other.node);
    }

    private ConnectionState with(int allBegun) {
        return new ConnectionState(id, generation, allBegun, party, node, connectedAt, traffic, end, at);
    }
}
