package io.signalbox.hub;

import io.signalbox.identity.Identity;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
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
    private final Groups groups;
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
    /** Held while a connection joins groups, and while the end of a user's last one leaves those of connections. */
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
        this.directory = ports.directory();
        this.inbox = ports.inbox();
        this.strands = strands;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.clock = clock;
        this.heartbeat = new Heartbeat(sessions, sessionSettings, ports.heartbeat(), metrics, clock);
        this.local = new LocalDelivery(sessions, ports.groups());
        GroupSends groupSends = new GroupSends(
                ports.groups(), local, directory, settings.groups().maxTrackedMembers());
        this.router = new Router(nodeId, local, directory, ports.links(), inbox, groupSends, metrics, clock);
        this.groups = new Groups(
                ports.groups(),
                settings.groups().joinDefault(),
                ports.groupListener(),
                groupSends,
                router,
                (user, message) -> tellWhenPossible(user, message, () -> router.tell(user, message)),
                clock);
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
        ports.links().onMessage(this::fromOtherNode);
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
        GroupOutcome.Done joined;
        synchronized (membership) {
            joined = groups.arrived(identity);
            session.enqueue(HubReplies.registered(session, nodeId, groups.of(user)));
            local.attach(session, feed);
            replaced = sessions.add(session);
        }
        groups.tell(joined);
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

    /** Open connections. */
    public SessionRegistry sessions() {
        return sessions;
    }

    /** Groups and messages to them. */
    public Groups groups() {
        return groups;
    }

    private void fromOtherNode(LinkMessage message) {
        metrics.count(Count.LINK_MESSAGES_IN);
        if (message instanceof LinkMessage.ToUser to) {
            if (local.toUser(to.user(), to.clientId(), Parcel.of(to.json()).outgoing()) == 0 && to.keepIfAbsent()) {
                keep(to.user(), to.json());
            }
        } else if (message instanceof LinkMessage.ToInbox to) {
            Message stored = (Message) JsonCodec.decode(to.json());
            local.toInbox(to.user(), to.seq(), stored, JsonCodec.encode(stored));
        } else if (message instanceof LinkMessage.ToGroups to) {
            local.toGroups(to.tenant(), to.groups(), Parcel.of(to.json()).outgoing(), null);
        } else if (message instanceof LinkMessage.ToApp to) {
            local.toApp(to.appId(), Parcel.of(to.json()).outgoing(), null);
        }
    }

    /** The user left while the message was on its way to this node. */
    private void keep(UserKey user, String json) {
        Message message = (Message) JsonCodec.decode(json);
        tellWhenPossible(user, message, () -> router.store(user, message, JsonCodec.encode(message)));
    }

    private void tellWhenPossible(UserKey user, Message message, Runnable telling) {
        whenPossible(user, () -> {
            try {
                telling.run();
            } catch (InboxUnavailableException | InboxFullException | DirectoryUnavailableException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "untracked message lost, its receiver is away and it could not be stored: user={0} message={1}: {2}",
                        user,
                        message.messageId(),
                        e.getMessage());
            }
        });
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
        GroupOutcome.Done left = GroupOutcome.NOTHING_CHANGED;
        boolean away;
        synchronized (membership) {
            away = sessions.of(user).isEmpty();
            if (away) {
                left = groups.departed(user);
            }
        }
        groups.tell(left);
        return away;
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
            Inbox inbox,
            Directory directory,
            NodeLinks links,
            GroupStore groups,
            HeartbeatListener heartbeat,
            GroupListener groupListener) {
        /** Without hooks. */
        public HubPorts(Inbox inbox, Directory directory, NodeLinks links, GroupStore groups) {
            this(inbox, directory, links, groups, HeartbeatListener.NONE, GroupListener.NONE);
        }

        /** All in memory: a hub for tests, and for a node without cluster and database. */
        public static HubPorts inMemory(String nodeId, Clock clock, HubSettings settings) {
            return new HubPorts(
                    new InMemoryInbox(clock, settings.inboxRetention(), settings.inboxMessages()),
                    new InMemoryDirectory(nodeId),
                    new NoLinks(),
                    new InMemoryGroupStore(settings.groups()));
        }
    }
}
