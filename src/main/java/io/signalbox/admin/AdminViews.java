package io.signalbox.admin;

import io.signalbox.balancer.BackendView;
import io.signalbox.balancer.Balancer;
import io.signalbox.hub.Hub;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeState;
import io.signalbox.session.ClientSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this node can tell an operator, as one picture of hub and balancer. A node of role {@code all} is both, so its
 * views are the union of what the load-balancer reference's balancer and nodes show (contract 1.6, 1.7).
 */
@ApplicationScoped
public class AdminViews {
    private static final DateTimeFormatter CLOCK_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Hub hub;
    private final Balancer balancer;
    private final Membership membership;
    private final NodeLife life;
    private final Clock clock;

    @Inject
    AdminViews(Hub hub, Balancer balancer, Membership membership, NodeLife life, Clock clock) {
        this.hub = hub;
        this.balancer = balancer;
        this.membership = membership;
        this.life = life;
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected AdminViews() {
        this(null, null, null, null, null);
    }

    /** This node, in short. */
    public HealthView health() {
        NodeInfo self = membership.self();
        boolean balances = self.role().servesBalancer();
        return new HealthView(
                life.ready() ? "healthy" : life.state() == NodeState.DRAINING ? "draining" : "unavailable",
                balances ? "loadbalancer" : "hub",
                self.id(),
                self.port(),
                clients().size(),
                balances ? balancer.backends().size() : 0,
                clock.instant());
    }

    /** Living nodes of the cluster. */
    public List<NodeView> nodes() {
        NodeInfo self = membership.self();
        return membership.members().stream()
                .map(node -> new NodeView(
                        node.id(),
                        node.host(),
                        node.port(),
                        node.role().name().toLowerCase(java.util.Locale.ROOT),
                        node.startedAt(),
                        node.incarnation().equals(self.incarnation())))
                .toList();
    }

    /** Backends of the balancer in this node. */
    public BackendsView backends() {
        List<BackendStatus> backends =
                balancer.backends().stream().map(AdminViews::status).toList();
        return new BackendsView(backends, balancer.strategy());
    }

    /** Clients of this node: those of its hub, and those that its balancer leads elsewhere; each client id once. */
    public List<ClientStatus> clients() {
        Map<String, ClientStatus> clients = new HashMap<>();
        balancer.clients()
                .forEach(client -> clients.put(
                        client.id(),
                        new ClientStatus(
                                client.id(),
                                client.name(),
                                client.backendId(),
                                null,
                                CLOCK_TIME.format(client.connectedAt()),
                                CLOCK_TIME.format(client.lastSeen()),
                                client.active(),
                                hub.activity(client.active(), client.lastSeen()).wireName())));
        hub.sessions().forEach(session -> {
            String id = session.identity().clientId();
            ClientStatus tunnelled = clients.get(id);
            clients.put(id, status(session, tunnelled == null ? null : tunnelled.backendId()));
        });
        List<ClientStatus> sorted = new ArrayList<>(clients.values());
        sorted.sort(Comparator.comparing(ClientStatus::connTime).thenComparing(ClientStatus::id));
        return sorted;
    }

    /** A client of this node by client id. */
    public Optional<ClientStatus> client(String clientId) {
        return clients().stream().filter(client -> client.id().equals(clientId)).findFirst();
    }

    /** Clients of the hubs, as far as this node knows them, each with its node. */
    public GlobalClients globalClients() {
        NodeInfo self = membership.self();
        List<GlobalClient> clients =
                clients().stream().map(client -> global(client, self)).toList();
        return new GlobalClients(health().service(), self.id(), clients, clients.size());
    }

    /** This node's id. */
    public String nodeId() {
        return membership.self().id();
    }

    /** This node. */
    public NodeInfo self() {
        return membership.self();
    }

    private ClientStatus status(ClientSession session, @Nullable String backend) {
        return new ClientStatus(
                session.identity().clientId(),
                session.name(),
                backend == null ? membership.self().id() : backend,
                session.identity().user().userId(),
                CLOCK_TIME.format(session.connectedAt()),
                CLOCK_TIME.format(session.lastSeen()),
                session.isOpen(),
                hub.activity(session.isOpen(), session.lastSeen()).wireName());
    }

    private static GlobalClient global(ClientStatus client, NodeInfo self) {
        boolean here = client.userId() != null;
        return new GlobalClient(
                client.id(),
                client.name(),
                here ? self.id() : client.backendId(),
                here ? self.port() : null,
                client.connTime(),
                client.lastSeen(),
                client.isActive(),
                client.status());
    }

    private static BackendStatus status(BackendView backend) {
        Instant lastCheck = backend.lastCheck();
        return new BackendStatus(
                backend.id(),
                backend.address(),
                backend.connections(),
                backend.healthy(),
                lastCheck == null ? null : CLOCK_TIME.format(lastCheck),
                backend.lastProblem());
    }

    /** {@code GET /health}. */
    public record HealthView(
            String status, String service, String nodeId, int port, int clients, int backends, Instant time) {}

    /** A node of the cluster. {@code self}: the one that answers. */
    public record NodeView(String id, String host, int port, String role, Instant startedAt, boolean self) {}

    /** {@code GET /api/backends}. */
    public record BackendsView(List<BackendStatus> backends, String strategy) {}

    /** A backend; times of day in the server's zone. */
    public record BackendStatus(
            String id,
            String address,
            int connections,
            boolean isHealthy,
            @Nullable String lastCheck,
            @Nullable String lastProblem) {}

    /**
     * A client; times of day in the server's zone. {@code userId} is known for clients of this node's hub only; {@code
     * status} is {@code online}, {@code idle} or {@code offline}.
     */
    public record ClientStatus(
            String id,
            String name,
            String backendId,
            @Nullable String userId,
            String connTime,
            String lastSeen,
            boolean isActive,
            String status) {}

    /** {@code GET /api/global-clients}. {@code source}: what kind of node answers. */
    public record GlobalClients(String source, String currentNode, List<GlobalClient> clients, int total) {}

    /** A client, with where it is. {@code nodePort} is known for clients of this node's hub only. */
    public record GlobalClient(
            String id,
            String name,
            String nodeId,
            @Nullable Integer nodePort,
            String connTime,
            String lastSeen,
            boolean isActive,
            String status) {}
}
