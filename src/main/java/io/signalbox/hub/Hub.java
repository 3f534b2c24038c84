package io.signalbox.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.Identity;
import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import io.signalbox.protocol.CloseCode;
import io.signalbox.session.Admitted;
import io.signalbox.session.ClientSession;
import io.signalbox.session.ConsumerStep;
import io.signalbox.session.Disconnect;
import io.signalbox.session.Farewell;
import io.signalbox.session.Heartbeat;
import io.signalbox.session.OpeningWire;
import io.signalbox.session.Outgoing;
import io.signalbox.session.SessionListener;
import io.signalbox.session.SessionPolicy;
import io.signalbox.session.SessionRegistry;
import io.signalbox.session.SessionSettings;
import io.signalbox.transport.Wire;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The hub of one node, as the edge sees it: connections open, say something, and end. Safe from any thread; no method
 * blocks.
 */
public final class Hub {
    private static final System.Logger LOG = System.getLogger(Hub.class.getName());
    private static final Duration FULL_STRAND_RETRY = Duration.ofMillis(100);

    private final String nodeId;
    private final HubSettings settings;
    private final SessionPolicy sessionPolicy;
    private final SessionRegistry sessions;
    private final Groups groups;
    private final Whereabouts whereabouts;
    private final Inbox inbox;
    private final Comings comings;
    private final Strands strands;
    private final NodeScheduler scheduler;
    private final Metrics metrics;
    private final Clock clock;
    private final Heartbeat heartbeat;
    private final Reports reports;
    private final LocalDelivery local;
    private final Observers observers;
    private final Router router;
    private final Acknowledgements acknowledgements;
    private final ClientCommands commands;
    private final Resumptions resumptions;
    private final Intake intake;
    private final Sends sends;
    private final Vips vips;
    private final Logins logins;
    private final Kicks kicks;
    private final AtomicBoolean started = new AtomicBoolean();
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
        this.sessionPolicy = new SessionPolicy(sessionSettings, metrics, clock, new Sessions(), ports.measuredWith());
        this.sessions = sessions;
        this.inbox = ports.inbox();
        this.comings = new Comings(ports.presence(), ports.connections());
        this.strands = strands;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.clock = clock;
        this.heartbeat = new Heartbeat(sessions, sessionSettings, ports.heartbeat(), metrics, clock);
        this.reports = new Reports(ports.delivery(), ports.recorder(), metrics, clock);
        this.local = new LocalDelivery(sessions, ports.groups(), reports);
        this.whereabouts = new Whereabouts(
                ports.directory(), sessions, local, this::leftForGood, this::whenPossible, scheduler, metrics);
        this.observers = new Observers(ports.groups(), metrics);
        GroupSends groupSends = new GroupSends(
                ports.groups(), local, ports.directory(), settings.groups().maxTrackedMembers());
        this.router = new Router(nodeId, local, ports, groupSends, observers, settings.echo(), metrics, clock);
        this.sends = Sends.of(ports, local, groupSends, router, strands, scheduler, clock);
        this.vips = new Vips(sessions, sends);
        Keeping keeping = new Keeping(this::withoutFail, ports.retries(), scheduler, reports, clock);
        this.groups = groups(ports, groupSends, keeping);
        this.acknowledgements = new Acknowledgements(inbox, this::whenPossible, router::delivered, scheduler, metrics);
        this.resumptions = new Resumptions(nodeId, inbox, groups, acknowledgements, strands, scheduler);
        IdempotencyWindow repeats = new IdempotencyWindow(settings.idempotency(), clock);
        Submission submission =
                new Submission(router, strands, this::withoutFail, repeats, acknowledgements, local, metrics);
        NodeTalk talk = new NodeTalk(nodeId, ports.links(), scheduler, settings.commands());
        this.commands = new ClientCommands(nodeId, sessions, talk, settings.commands(), scheduler, metrics, clock);
        this.intake = new Intake(
                settings,
                submission,
                groups,
                heartbeat,
                new RestOverWebSocket(self, sessions::size, clock),
                commands,
                ports.quotas(),
                metrics,
                clock);
        Farewell farewell = new Farewell(scheduler);
        this.logins = new Logins(sessions, settings.login(), ports.welcome(), farewell, clock);
        this.kicks = new Kicks(sessions, settings.login(), talk, this::leave, farewell, clock);
        NodeAnswers answers = new NodeAnswers(nodeId, ports.links(), commands, kicks);
        LinkReceiver fromOthers = new LinkReceiver(local, router, keeping, talk, answers, metrics);
        ports.links().onMessage(fromOthers::receive);
        gauges();
    }

    private Groups groups(HubPorts ports, GroupSends groupSends, Keeping keeping) {
        return new Groups(
                ports.groups(),
                settings.groups().joinDefault(),
                ports.groupListener(),
                groupSends,
                router,
                (user, message) -> keeping.keep(user, message, () -> router.tell(user, message)),
                clock);
    }

    private void gauges() {
        metrics.gauge("signalbox_connections", "open connections of this node", sessions::size);
        metrics.gauge("signalbox_users", "users with a connection to this node", sessions::users);
        metrics.gauge(
                "signalbox_acks_waiting",
                "inboxes with acknowledgements on their way to the store",
                acknowledgements::inboxes);
        metrics.gauge("signalbox_strand_tasks", "messages waiting to be routed", strands::waiting);
    }

    /** Begins to look after connections that say nothing, and after what the cluster knows of them. Idempotent. */
    public void start() {
        if (!started.compareAndSet(false, true)) {
            return;
        }
        heartbeat.start(scheduler);
        whereabouts.start();
    }

    /** Nodes came, went or were apart: says again who is connected here. Never waits. */
    public void clusterChanged() {
        whereabouts.refresh();
    }

    /**
     * A connection says who it is. From here on it can be reached.
     *
     * @return its session; the edge passes it what arrives, and {@link #closed} when the connection is gone. It is
     *     closed already when its user may not have one more
     */
    public ClientSession open(Identity identity, Wire wire) {
        return open(identity, wire, null);
    }

    /**
     * The same of a client that may say how far it came with its inbox: then it is told what it missed when it is
     * registered, and gets only what is behind that.
     *
     * @param point null when it says nothing
     */
    public ClientSession open(Identity identity, Wire wire, @Nullable ResumePoint point) {
        OpeningWire opening = point == null ? null : new OpeningWire(wire);
        ClientSession session = ClientSession.open(identity, opening == null ? wire : opening, sessionPolicy);
        UserKey user = identity.user();
        InboxFeed feed = new InboxFeed(
                session,
                inbox,
                task -> strands.execute(session, task),
                scheduler,
                reports,
                metrics,
                settings.replayPage());
        Outgoing greeting = logins.greeting(identity);
        GroupOutcome.Done joined;
        Admitted admitted;
        synchronized (membership) {
            joined = groups.arrived(identity);
            if (opening == null) {
                session.enqueue(HubReplies.registered(session, nodeId, groups.of(user)));
            }
            if (greeting != null) {
                session.enqueue(greeting);
            }
            local.attach(session, feed);
            admitted = logins.admit(session);
            if (!admitted.accepted()) {
                groups.undo(joined);
            }
        }
        logins.settle(session, admitted);
        if (!admitted.accepted()) {
            local.detach(session);
            return session;
        }
        groups.tell(joined);
        observers.opened(session);
        comings.arrived(session);
        metrics.count(Count.CONNECTIONS_OPENED);
        gone(admitted);
        session.flush();
        whereabouts.changed(user);
        // Only after that: what is stored elsewhere from then on is told to this node, what was stored before is read.
        Runnable start = resumptions.start(session, point, opening, feed);
        whenPossible(user, () -> whenPossible(session, start));
        return session;
    }

    /**
     * A text message arrived. Whatever it holds, it is answered or acted on, and this returns normally.
     *
     * @param utf8 not kept
     * @return 0; or, when it was refused because the client sends too much, in how many milliseconds it may go on
     */
    @CanIgnoreReturnValue
    public long receive(ClientSession session, byte[] utf8, int offset, int length) {
        return intake.text(session, utf8, offset, length);
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
        leave(session);
    }

    /** Takes a session out of the hub. @return false when it was not there any more */
    private boolean leave(ClientSession session) {
        forget(session);
        boolean present = sessions.remove(session);
        if (present) {
            left(session);
            whereabouts.changed(session.identity().user());
        }
        return present;
    }

    /** Those that a new session took the place of are out of the registry already. */
    private void gone(Admitted admitted) {
        admitted.gone().forEach(session -> {
            forget(session);
            left(session);
        });
    }

    /** Nothing more is meant for it or expected of it. */
    private void forget(ClientSession session) {
        local.detach(session);
        observers.closed(session);
        commands.gone(session);
    }

    /** It is out of the registry. Once for each. */
    private void left(ClientSession session) {
        metrics.count(Count.CONNECTIONS_CLOSED);
        comings.left(session);
    }

    /**
     * Closes every connection with 1001 after what it is owed was written, and all that are left after {@code
     * deadline}. New ones are the edge's to refuse.
     */
    public void drain(Duration deadline) {
        sessions.forEach(session -> session.closeWhenDrained(CloseCode.GOING_AWAY));
        scheduler.after(deadline, () -> sessions.forEach(session -> session.close(CloseCode.GOING_AWAY)));
    }

    /** The part of the places for messages that wait to be routed that is taken, 0 to 1: a momentary value. */
    public double backlog() {
        return strands.fill();
    }

    /** What the application itself sends. */
    public Sends sends() {
        return sends;
    }

    /** Whether a connection would be refused if it came now, because its user has as many as allowed. */
    public boolean refusesLogin(Identity identity) {
        return logins.refuses(identity);
    }

    /** Ends connections by decision. */
    public Kicks kicks() {
        return kicks;
    }

    /** The VIP levels of the users. */
    public Vips vips() {
        return vips;
    }

    /** Open connections. */
    public SessionRegistry sessions() {
        return sessions;
    }

    /** Groups and messages to them. */
    public Groups groups() {
        return groups;
    }

    /** Who watches, and how many copies that made. */
    public ObserverStats observers() {
        return observers.stats();
    }

    /** What can be asked of clients. */
    public ClientCommands commands() {
        return commands;
    }

    /** Whether a client is there. @param lastSeen when it last said anything */
    public Activity activity(boolean open, Instant lastSeen) {
        return Activity.of(open, lastSeen.plus(settings.idleAfter()).isBefore(clock.instant()));
    }

    /** Whether a user has no connection any more; then it leaves the groups of connections. */
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

    /** Runs what belongs to something that was begun, also when the strand is full. */
    private void withoutFail(Object key, Runnable task) {
        if (!strands.executeRegardless(key, task)) {
            scheduler.after(FULL_STRAND_RETRY, () -> withoutFail(key, task));
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
            reports.lost(session);
            closed(session);
        }
    }
}
