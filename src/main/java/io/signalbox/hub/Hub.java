package io.signalbox.hub;

import io.signalbox.identity.Identity;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import io.signalbox.protocol.CloseCode;
import io.signalbox.session.ClientSession;
import io.signalbox.session.ConsumerStep;
import io.signalbox.session.Disconnect;
import io.signalbox.session.Heartbeat;
import io.signalbox.session.HeartbeatListener;
import io.signalbox.session.SessionListener;
import io.signalbox.session.SessionPolicy;
import io.signalbox.session.SessionRegistry;
import io.signalbox.session.SessionSettings;
import io.signalbox.transport.Wire;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;

/**
 * The hub of one node, as the edge sees it: connections open, say something, and end. Safe from any thread; no method
 * blocks.
 */
public final class Hub {
    private static final System.Logger LOG = System.getLogger(Hub.class.getName());
    private static final Duration ANNOUNCE_RETRY = Duration.ofSeconds(1);
    private static final Duration FULL_STRAND_RETRY = Duration.ofMillis(100);

    private final String nodeId;
    private final HubSettings settings;
    private final SessionPolicy sessionPolicy;
    private final SessionRegistry sessions;
    private final GroupStore groups;
    private final Directory directory;
    private final Inbox inbox;
    private final Strands strands;
    private final NodeScheduler scheduler;
    private final Metrics metrics;
    private final Clock clock;
    private final Heartbeat heartbeat;
    private final LocalDelivery local;
    private final Router router;
    private final Intake intake;
    private final Sends sends;
    private final Vips vips;
    /** Held while a user's first connection joins groups, and while the end of the last one empties them. */
    private final Object membership = new Object();

    public Hub(
            NodeInfo self,
            HubSettings settings,
            SessionSettings sessionSettings,
            SessionRegistry sessions,
            HubPorts ports,
            Strands strands,
            NodeScheduler scheduler,
            Metrics metrics,
            Clock clock) {
        this.nodeId = self.id();
        this.settings = settings;
        this.sessionPolicy = new SessionPolicy(sessionSettings, metrics, clock, new Sessions());
        this.sessions = sessions;
        this.groups = ports.groups();
        this.directory = ports.directory();
        this.inbox = ports.inbox();
        this.strands = strands;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.clock = clock;
        this.heartbeat = new Heartbeat(sessions, sessionSettings, ports.heartbeat(), metrics, clock);
        this.local = new LocalDelivery(sessions, groups);
        this.router = new Router(nodeId, local, ports, TrafficCopies.NONE, settings.echo(), metrics, clock);
        this.sends = Sends.of(ports, local, router, strands, scheduler, clock);
        this.vips = new Vips(sessions, sends);
        Submission submission =
                new Submission(router, strands, new IdempotencyWindow(settings.idempotency(), clock), metrics);
        this.intake = new Intake(
                settings,
                submission,
                groups,
                heartbeat,
                new RestOverWebSocket(self, sessions::size, clock),
                metrics,
                clock);
        LinkReceiver fromOthers = new LinkReceiver(local, router, this::whenPossible, metrics);
        ports.links().onMessage(fromOthers::receive);
        metrics.gauge("signalbox_connections", "open connections of this node", sessions::size);
        metrics.gauge("signalbox_users", "users with a connection to this node", sessions::users);
        metrics.gauge("signalbox_strand_tasks", "messages waiting to be routed", strands::waiting);
    }

    /** Begins to look after connections that say nothing. Once. */
    public void start() {
        heartbeat.start(scheduler);
    }

    /**
     * A connection says who it is. From here on it can be reached.
     *
     * @return its session; the edge passes it what arrives, and {@link #closed} when the connection is gone
     */
    public ClientSession open(Identity identity, Wire wire) {
        ClientSession session = ClientSession.open(identity, wire, sessionPolicy);
        UserKey user = identity.user();
        InboxFeed feed = new InboxFeed(
                session, inbox, task -> strands.execute(session, task), scheduler, metrics, settings.replayPage());
        ClientSession replaced;
        synchronized (membership) {
            if (!groups.join(user, identity.groups())) {
                LOG.log(System.Logger.Level.WARNING, "groups of handshake not joined, too many: user={0}", user);
            }
            session.enqueue(HubReplies.registered(session, nodeId, groups.groupsOf(user)));
            local.attach(session, feed);
            replaced = sessions.add(session);
        }
        metrics.count(Count.CONNECTIONS_OPENED);
        if (replaced != null) {
            local.detach(replaced);
            metrics.count(Count.CONNECTIONS_CLOSED);
            replaced.close(CloseCode.REPLACED);
        }
        session.flush();
        whenPossible(user, () -> announce(user));
        // Only after that: what is stored elsewhere from then on is told to this node, what was stored before is read.
        whenPossible(user, () -> whenPossible(session, feed::start));
        return session;
    }

    /**
     * A text message arrived. Whatever it holds, it is answered or acted on, and this returns normally.
     *
     * @param utf8 not kept
     */
    public void receive(ClientSession session, byte[] utf8, int offset, int length) {
        intake.text(session, utf8, offset, length);
    }

    /** A binary message arrived. @param bytes not kept */
    public void receiveBinary(ClientSession session, ByteBuffer bytes) {
        intake.binary(session, bytes);
    }

    /** The connection is gone without a word. Idempotent. */
    public void closed(ClientSession session) {
        closed(session, Disconnect.broken(Disconnect.Reason.READ_ERROR, "connection lost"));
    }

    /** The connection is gone, whoever ended it. Idempotent. @param how counts unless an earlier cause is known */
    public void closed(ClientSession session, Disconnect how) {
        session.ended(how);
        local.detach(session);
        if (sessions.remove(session)) {
            metrics.count(Count.CONNECTIONS_CLOSED);
            UserKey user = session.identity().user();
            whenPossible(user, () -> announce(user));
        }
    }

    /**
     * Closes every connection with 1001 after what it is owed was written, and all that are left after {@code
     * deadline}. New ones are the edge's to refuse.
     */
    public void drain(Duration deadline) {
        sessions.forEach(session -> session.closeWhenDrained(CloseCode.GOING_AWAY));
        scheduler.after(deadline, () -> sessions.forEach(session -> session.close(CloseCode.GOING_AWAY)));
    }

    /** What the application itself sends. */
    public Sends sends() {
        return sends;
    }

    /** The VIP levels of the users. */
    public Vips vips() {
        return vips;
    }

    /** Open connections. */
    public SessionRegistry sessions() {
        return sessions;
    }

    /** Brings directory and groups in line with the sessions that are there now; order of calls does not matter. */
    private void announce(UserKey user) {
        try {
            if (leftForGood(user)) {
                directory.left(user);
            } else {
                directory.arrived(user);
            }
        } catch (DirectoryUnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "directory not updated, trying again in {0}: user={1}: {2}",
                    ANNOUNCE_RETRY,
                    user,
                    e.getMessage());
            scheduler.after(ANNOUNCE_RETRY, () -> whenPossible(user, () -> announce(user)));
        }
    }

    private boolean leftForGood(UserKey user) {
        synchronized (membership) {
            boolean left = sessions.of(user).isEmpty();
            if (left) {
                groups.leaveAll(user);
            }
            return left;
        }
    }

    /** Runs a task on the strand of {@code key}, later when that is full: for what must not be skipped. */
    private void whenPossible(Object key, Runnable task) {
        if (!strands.execute(key, task)) {
            scheduler.after(FULL_STRAND_RETRY, () -> whenPossible(key, task));
        }
    }

    /** What becomes of sessions whose end only their wire noticed. */
    private final class Sessions implements SessionListener {
        @Override
        public void stepChanged(ClientSession session, ConsumerStep from, ConsumerStep to) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "slow consumer: user={0} client={1} step={2}",
                    session.identity().user(),
                    session.identity().clientId(),
                    to.wireName());
        }

        @Override
        public void lost(ClientSession session) {
            closed(session);
        }
    }

    /** The ports of a hub, so that they travel together. */
    public record HubPorts(
            Inbox inbox, Directory directory, NodeLinks links, GroupStore groups, HeartbeatListener heartbeat) {
        /** Without hooks of the heartbeat. */
        public HubPorts(Inbox inbox, Directory directory, NodeLinks links, GroupStore groups) {
            this(inbox, directory, links, groups, HeartbeatListener.NONE);
        }

        /** All in memory: a hub for tests, and for a node without cluster and database. */
        public static HubPorts inMemory(String nodeId, Clock clock, HubSettings settings) {
            return new HubPorts(
                    new InMemoryInbox(clock, settings.inboxRetention(), settings.inboxMessages()),
                    new InMemoryDirectory(nodeId),
                    new NoLinks(),
                    new InMemoryGroupStore());
        }
    }
}
