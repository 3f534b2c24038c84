package io.signalbox.records;

import io.signalbox.hub.ConnectionListener;
import io.signalbox.node.MonotonicClock;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeScheduler;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import io.signalbox.session.Traffic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Records the connections of this node: says at once that one came or went, and in between, once in an interval, what
 * changed of it. That is read from counters that go on by themselves, and each time a part of the connections is looked
 * at, so that the database gets an even stream. Everything goes behind the back of the connections through a {@link
 * WriteBehind}; as many are known here as are open. Safe from any thread.
 */
final class ConnectionRecorder implements ConnectionListener {
    private static final int PARTS = 30;

    private final ConnectionNode self;
    private final WriteBehind<ConnectionState> writer;
    private final int room;
    private final Duration interval;
    private final MonotonicClock time;
    private final Clock clock;
    /** By identity: sessions have no other. Each is in the part of its client id. */
    private final List<ConcurrentMap<ClientSession, Known>> parts = IntStream.range(0, PARTS)
            .mapToObj(i -> new ConcurrentHashMap<ClientSession, Known>())
            .map(part -> (ConcurrentMap<ClientSession, Known>) part)
            .toList();

    /** Gone, and why is not known yet: the last message of a kick is being written. */
    private final Queue<Known> leaving = new ConcurrentLinkedQueue<>();

    private final AtomicInteger turn = new AtomicInteger();

    /** @param room most records that may wait in {@code writer} before open connections are left for later */
    ConnectionRecorder(
            NodeInfo self,
            WriteBehind<ConnectionState> writer,
            int room,
            Duration interval,
            MonotonicClock time,
            Clock clock) {
        this.self = ConnectionNode.of(self);
        this.writer = writer;
        this.room = room;
        this.interval = interval;
        this.time = time;
        this.clock = clock;
    }

    /** Begins to look at connections. Once. */
    void start(NodeScheduler scheduler) {
        scheduler.every(interval.dividedBy(PARTS), this::look);
    }

    @Override
    public MonotonicClock measuredWith() {
        return time;
    }

    @Override
    public void arrived(ClientSession session) {
        Known known = new Known(session);
        Known earlier = part(session).putIfAbsent(session, known);
        if (earlier == null) {
            known.tell(null);
        } else {
            part(session).remove(session);
        }
    }

    @Override
    public void left(ClientSession session) {
        Known known = new Known(session);
        known.gone = true;
        Known earlier = part(session).putIfAbsent(session, known);
        if (earlier != null) {
            part(session).remove(session);
            known = earlier;
            known.gone = true;
        }
        if (session.disconnect() == null) {
            leaving.add(known);
        } else {
            known.ended();
        }
    }

    /** From now on every open connection is written again, changed or not: somebody may have taken this node for dead. */
    void tellAgain() {
        parts.forEach(part -> part.values().forEach(known -> known.told = null));
    }

    /** Says of those whose end has no reason yet that they ended. */
    void finish() {
        for (Known known = leaving.poll(); known != null; known = leaving.poll()) {
            known.ended();
        }
    }

    /** Writes what changed of a part of the connections. */
    private void look() {
        for (Iterator<Known> each = leaving.iterator(); each.hasNext(); ) {
            Known known = each.next();
            if (known.session.disconnect() != null) {
                each.remove();
                known.ended();
            }
        }
        ConcurrentMap<ClientSession, Known> part = parts.get(Math.floorMod(turn.getAndIncrement(), PARTS));
        for (Known known : part.values()) {
            if (writer.waiting() >= room) {
                // What changed is written the next time, with what changes until then.
                return;
            }
            known.tellChange();
        }
    }

    private ConcurrentMap<ClientSession, Known> part(ClientSession session) {
        return parts.get(Math.floorMod(session.identity().clientId().hashCode(), PARTS));
    }

    /** A connection, and what was said of it. */
    private final class Known {
        private final ClientSession session;
        /** What was said last; null: nothing that counts. */
        private volatile Traffic.@Nullable Reading told;
        /** The writer knows that it began. */
        private volatile boolean begun;
        /** Also when it went before it came. */
        private volatile boolean gone;

        Known(ClientSession session) {
            this.session = session;
        }

        void tellChange() {
            if (!gone && !read().equals(told)) {
                tell(null);
            }
        }

        void ended() {
            Disconnect how = session.disconnect();
            Disconnect cause = how == null ? Disconnect.broken(Disconnect.Reason.UNKNOWN, "connection lost") : how;
            ConnectionEnd end = ConnectionEnd.of(cause, now());
            Traffic traffic = session.traffic();
            if (end.abnormal() && traffic != null) {
                traffic.failed(end.reason());
            }
            tell(end);
        }

        /** @param end null while it is open */
        void tell(@Nullable ConnectionEnd end) {
            Traffic.Reading reading = read();
            boolean first;
            synchronized (this) {
                first = !begun;
                begun = true;
            }
            if (writer.offer(state(reading, first ? 1 : 0, end))) {
                told = reading;
            } else if (first) {
                // It is said with what is written next.
                begun = false;
            }
        }

        private ConnectionState state(Traffic.Reading reading, int begins, @Nullable ConnectionEnd end) {
            Traffic traffic = session.traffic();
            var identity = session.identity();
            return new ConnectionState(
                    new ConnectionId(identity.user().tenant().appId(), identity.clientId()),
                    traffic == null ? 0 : traffic.generation(),
                    begins,
                    ConnectionParty.of(identity),
                    self,
                    session.connectedAt().truncatedTo(ChronoUnit.MILLIS),
                    reading,
                    end,
                    now());
        }

        private Traffic.Reading read() {
            Traffic traffic = session.traffic();
            return traffic == null ? Traffic.Reading.NOTHING : traffic.read();
        }

        private Instant now() {
            return clock.instant().truncatedTo(ChronoUnit.MILLIS);
        }
    }
}
