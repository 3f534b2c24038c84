package io.signalbox.session;

import io.signalbox.identity.ConnectionType;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.CloseCode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Finds connections that are dead or stuck: looks at all of them each second, pings those that are silent, closes those
 * that stay silent or whose socket takes nothing, and cuts off those that do not finish closing.
 */
public final class Heartbeat {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    /** How long a client may take to answer a close frame; then its socket is ended (RFC 6455 section 7.1.1). */
    private static final long CLOSING_MILLIS = 5000;

    private final SessionRegistry sessions;
    private final HeartbeatListener listener;
    private final Metrics metrics;
    private final Clock clock;
    private final long pingMillis;
    private final long idleMillis;
    private final Duration writeStall;

    public Heartbeat(
            SessionRegistry sessions,
            SessionSettings settings,
            HeartbeatListener listener,
            Metrics metrics,
            Clock clock) {
        this.sessions = sessions;
        this.listener = HeartbeatListener.all(List.of(listener));
        this.metrics = metrics;
        this.clock = clock;
        this.pingMillis = settings.pingInterval().toMillis();
        this.idleMillis = settings.idleTimeout().toMillis();
        this.writeStall = settings.writeStall();
    }

    /** Begins to look after the sessions. */
    public NodeScheduler.Task start(NodeScheduler scheduler) {
        return scheduler.every(SWEEP, this::sweep);
    }

    /** A heartbeat message arrived: the hooks are asked and told, and the session refreshed unless one forbids it. */
    public void beat(ClientSession session) {
        if (!listener.before(session)) {
            return;
        }
        listener.report(session);
        session.touch();
        listener.after(session);
    }

    /** Looks at every session once. */
    void sweep() {
        long now = clock.millis();
        sessions.forEach(session -> look(session, now));
    }

    private void look(ClientSession session, long now) {
        if (!session.isOpen()) {
            if (now - session.endedMillis() >= CLOSING_MILLIS) {
                session.wire().abort();
            }
            return;
        }
        long silent = now - session.lastSeenMillis();
        if (idleMillis > 0 && silent >= idleMillis) {
            if (session.close(CloseCode.HEARTBEAT_TIMEOUT)) {
                listener.timedOut(session);
            }
        } else if (session.wire().stalledFor().compareTo(writeStall) > 0) {
            session.close(CloseCode.WRITE_STALLED);
        } else if (silent >= pingMillis * 4 / 5 && isPingDue(session, now)) {
            session.pingedMillis = now;
            metrics.count(Count.PINGS_SENT);
            ping(session);
        }
    }

    /** A ping with a number, where the pong is to be known by it. */
    private static void ping(ClientSession session) {
        Traffic traffic = session.traffic();
        // An event stream answers nothing: there is nothing to wait for.
        if (traffic == null || session.identity().connectionType() == ConnectionType.SSE) {
            session.wire().ping();
        } else {
            session.wire().ping(traffic.pinged());
        }
    }

    /** Each session has its own interval, so that those that came together are not pinged together. */
    private boolean isPingDue(ClientSession session, long now) {
        long heard = Math.max(session.lastSeenMillis(), session.pingedMillis);
        return now - heard >= interval(session.identity().clientId());
    }

    /** Between four and six fifths of the ping interval, always the same for the same connection. */
    long interval(String clientId) {
        int mixed = clientId.hashCode() * 0x9E3779B9;
        return pingMillis * 4 / 5 + pingMillis * 2 / 5 * (mixed >>> 16) / 0xFFFF;
    }
}
