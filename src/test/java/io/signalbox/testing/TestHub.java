package io.signalbox.testing;

import io.signalbox.hub.CommandSettings;
import io.signalbox.hub.ConnectionListener;
import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.DeliveryListener;
import io.signalbox.hub.GroupListener;
import io.signalbox.hub.GroupSettings;
import io.signalbox.hub.GroupStore;
import io.signalbox.hub.Hub;
import io.signalbox.hub.HubEvents;
import io.signalbox.hub.HubPorts;
import io.signalbox.hub.HubSettings;
import io.signalbox.hub.IdempotencySettings;
import io.signalbox.hub.InMemoryGroupStore;
import io.signalbox.hub.InMemoryInbox;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.LoginSettings;
import io.signalbox.hub.MessageRecorder;
import io.signalbox.hub.Presence;
import io.signalbox.hub.RetryPolicy;
import io.signalbox.hub.WelcomeProvider;
import io.signalbox.identity.Identity;
import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.limits.InMemoryQuotaLedger;
import io.signalbox.limits.QuotaAlert;
import io.signalbox.limits.QuotaLedger;
import io.signalbox.limits.QuotaRule;
import io.signalbox.limits.Quotas;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeRole;
import io.signalbox.node.Strands;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.session.ClientSession;
import io.signalbox.session.HeartbeatListener;
import io.signalbox.session.SessionRegistry;
import io.signalbox.transport.OutboundFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One hub with everything around it in memory and in the test's hand. By default strands run on the caller's thread. */
public final class TestHub {
    public final ManualClock clock;
    public final ManualScheduler scheduler = new ManualScheduler();
    public final Metrics metrics = new Metrics();
    public final SwitchableInbox inbox;
    public final GroupStore groups;
    public final Hub hub;
    /** What the limits of minutes and hours told. */
    public final List<QuotaAlert> alerts = new CopyOnWriteArrayList<>();

    private TestHub(Setup setup) {
        clock = setup.clock;
        inbox = new SwitchableInbox(
                setup.inbox == null ? new InMemoryInbox(clock, Duration.ofDays(7), 10_000) : setup.inbox);
        groups = setup.groups;
        hub = new Hub(
                new NodeInfo(setup.nodeId, "i", "127.0.0.1", 8081, NodeRole.HUB, ManualClock.START),
                new HubSettings(
                        64,
                        setup.strandCapacity,
                        10_000,
                        Duration.ofDays(7),
                        setup.page,
                        setup.plainText,
                        setup.binary,
                        setup.echo,
                        Duration.ofSeconds(30),
                        setup.commands,
                        setup.groupSettings,
                        new IdempotencySettings(Duration.ofMinutes(2), 10_000),
                        setup.login,
                        CursorSettings.DEFAULT),
                Sessions.settings(setup.session),
                new SessionRegistry(),
                new HubPorts(
                        inbox,
                        setup.nodes.directory(setup.nodeId),
                        setup.nodes.links(setup.nodeId),
                        setup.groups,
                        setup.heartbeat,
                        setup.groupListener,
                        setup.welcome,
                        new Quotas(
                                new Quotas.Ledgers(ledger(setup.userRule), ledger(setup.tenantRule), null),
                                alerts::add,
                                metrics,
                                clock),
                        new Presence(setup.events, setup.nodeId, setup.executor, scheduler, metrics, clock),
                        setup.delivery,
                        setup.retries,
                        setup.recorder,
                        setup.connections),
                new Strands(setup.executor, setup.strands, setup.strandCapacity),
                scheduler,
                metrics,
                clock);
    }

    private <K> @Nullable QuotaLedger<K> ledger(@Nullable QuotaRule rule) {
        return rule == null ? null : new InMemoryQuotaLedger<>(rule, 1000, metrics, clock.meter());
    }

    /** A hub of a cluster of one: what it need not wait for is routed on the caller's thread. */
    public static TestHub alone() {
        return new Setup().build();
    }

    /** A hub beside another one that nobody is connected to: every message waits for the directory. */
    public static TestHub inCluster() {
        LinkedNodes cluster = new LinkedNodes();
        cluster.links("node-b").onMessage(message -> {});
        return new Setup().node("node-a", cluster).build();
    }

    /** A connection of a user of the default tenant; what the hub said at its opening is not among the received. */
    public Client connect(String userId, String clientId, String... groupIds) {
        return connect(Users.identity(userId, clientId, groupIds));
    }

    /** A connection; what the hub said at its opening is not among the received. */
    public Client connect(Identity identity) {
        Client client = open(identity, new FakeWire());
        client.welcome = client.wire.take();
        return client;
    }

    /** A connection over a wire that the test prepared. */
    public Client open(Identity identity, FakeWire wire) {
        return new Client(wire, hub.open(identity, wire));
    }

    /** A connection of a client that says how far it came. */
    public Client resume(Identity identity, FakeWire wire, ResumePoint point) {
        return new Client(wire, hub.open(identity, wire, point));
    }

    /** What waits in a user's inbox. */
    public List<Inbox.Entry> waiting(String userId) {
        return waiting(Users.user(userId));
    }

    /** What waits in a user's inbox. */
    public List<Inbox.Entry> waiting(UserKey user) {
        return inbox.read(user, 0, Integer.MAX_VALUE).entries();
    }

    /** How a hub is made; each value has a default. */
    public static final class Setup {
        private ManualClock clock = new ManualClock();
        private String nodeId = "node-a";
        private LinkedNodes nodes = new LinkedNodes();
        private Executor executor = new DirectExecutor();
        private GroupStore groups = new InMemoryGroupStore();
        private @Nullable Inbox inbox;
        private int strands = 64;
        private int strandCapacity = 100_000;
        private int page = 100;
        private Object[] session = {};
        private GroupSettings groupSettings = GroupSettings.DEFAULTS;
        private GroupListener groupListener = GroupListener.NONE;
        private HeartbeatListener heartbeat = HeartbeatListener.NONE;
        private LoginSettings login = LoginSettings.DEFAULT;
        private WelcomeProvider welcome = WelcomeProvider.NONE;
        private CommandSettings commands =
                new CommandSettings(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1), 1000, 16);
        private @Nullable QuotaRule userRule;
        private @Nullable QuotaRule tenantRule;
        private HubEvents events = HubEvents.NONE;
        private DeliveryListener delivery = DeliveryListener.NONE;
        private RetryPolicy retries = RetryPolicy.NEVER;
        private MessageRecorder recorder = MessageRecorder.NONE;
        private ConnectionListener connections = ConnectionListener.NONE;
        private boolean plainText;
        private boolean binary;
        private boolean echo = true;

        /** Text that is no JSON is taken. */
        public Setup plainText() {
            plainText = true;
            return this;
        }

        /** Binary messages are taken. */
        public Setup binary() {
            binary = true;
            return this;
        }

        /** A user's other devices do not see what one of them sends. */
        public Setup noEcho() {
            echo = false;
            return this;
        }

        /** Bounds of what is asked of clients. */
        public Setup commands(CommandSettings value) {
            commands = value;
            return this;
        }

        public Setup node(String id, LinkedNodes cluster) {
            nodeId = id;
            nodes = cluster;
            return this;
        }

        public Setup executor(Executor value) {
            executor = value;
            return this;
        }

        public Setup groups(GroupStore value) {
            groups = value;
            return this;
        }

        /** Bounds of groups; those of the store are its own. */
        public Setup groups(GroupSettings value) {
            groupSettings = value;
            return this;
        }

        public Setup groups(GroupListener value) {
            groupListener = value;
            return this;
        }

        public Setup inbox(Inbox value) {
            inbox = value;
            return this;
        }

        public Setup strands(int count, int capacity) {
            strands = count;
            strandCapacity = capacity;
            return this;
        }

        public Setup page(int entries) {
            page = entries;
            return this;
        }

        /** Names of session settings without their common prefix, each with its value; no rate limits by default. */
        public Setup session(Object... namesAndValues) {
            session = namesAndValues;
            return this;
        }

        public Setup heartbeat(HeartbeatListener value) {
            heartbeat = value;
            return this;
        }

        /** How often one user may be connected at once; any number by default. */
        public Setup login(LoginSettings value) {
            login = value;
            return this;
        }

        public Setup welcome(WelcomeProvider value) {
            welcome = value;
            return this;
        }

        /** How much users may send in minutes and hours. */
        public Setup userRule(QuotaRule rule) {
            userRule = rule;
            return this;
        }

        /** How much tenants may send in minutes and hours. */
        public Setup tenantRule(QuotaRule rule) {
            tenantRule = rule;
            return this;
        }

        /** Who is told of presence, on the executor. */
        public Setup events(HubEvents value) {
            events = value;
            return this;
        }

        /** Who is told what becomes of messages. */
        public Setup delivery(DeliveryListener value) {
            delivery = value;
            return this;
        }

        /** What of the hub's own work is tried again. */
        public Setup retries(RetryPolicy value) {
            retries = value;
            return this;
        }

        /** Who keeps records of messages. */
        public Setup recorder(MessageRecorder value) {
            recorder = value;
            return this;
        }

        /** A clock that others go by too. */
        public Setup clock(ManualClock value) {
            clock = value;
            return this;
        }

        /** Who is told of connections, at once. */
        public Setup connections(ConnectionListener value) {
            connections = value;
            return this;
        }

        public TestHub build() {
            return new TestHub(this);
        }
    }

    /** One connection, from the client's side. */
    public final class Client {
        public final FakeWire wire;
        public final ClientSession session;
        private List<String> welcome = List.of();

        private Client(FakeWire wire, ClientSession session) {
            this.wire = wire;
            this.session = session;
        }

        /** A text frame. */
        public void send(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            hub.receive(session, utf8, 0, utf8.length);
        }

        /** A message. */
        public void send(MessageBuilder message) {
            send(Frames.text(message));
        }

        /** The network ends the connection. */
        public void disconnect() {
            hub.closed(session);
        }

        /** What the hub said at the opening. */
        public List<String> welcome() {
            return welcome;
        }

        /** What came since the last call. */
        public List<String> received() {
            return wire.take();
        }

        /** The levels of the acknowledgements that came since the last call, without everything else. */
        public List<String> acks() {
            return received().stream()
                    .filter(text -> "ack".equals(Json.text(text, "message_type")))
                    .map(text -> String.valueOf(Json.text(text, "ack")))
                    .toList();
        }

        /** What came since the last call, text or not. */
        public List<OutboundFrame> frames() {
            return wire.takeFrames();
        }

        /** The codes of the errors that came since the last call, without everything else. */
        public List<String> errors() {
            return received().stream()
                    .filter(text -> "error".equals(Json.text(text, "message_type")))
                    .map(text -> String.valueOf(Json.object(text, "data").get("code")))
                    .toList();
        }

        /** The {@code content} of what came since the last call, without acknowledgements. */
        public List<String> contents() {
            return received().stream()
                    .filter(text -> !"ack".equals(Json.text(text, "message_type")))
                    .map(text -> String.valueOf(Json.text(text, "content")))
                    .toList();
        }
    }
}
