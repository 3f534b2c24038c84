package io.signalbox.console;

import io.signalbox.admin.AdminViews;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** One look at the node. Asked several times while a page is rendered, so each table is read once. */
@Named("console")
@RequestScoped
public class ConsoleBean {
    /** Most clients shown; the API has them all. */
    private static final int SHOWN = 200;

    private final List<NodeRow> nodes;
    private final List<BackendRow> backends;
    private final List<ClientRow> clients;
    private final int clientCount;
    private final String strategy;
    private final String nodeId;
    private final String status;

    @Inject
    ConsoleBean(AdminViews views) {
        nodes = views.nodes().stream()
                .map(node -> new NodeRow(
                        node.id(),
                        node.host() + ":" + node.port(),
                        node.role(),
                        node.startedAt().toString(),
                        node.self()))
                .toList();
        AdminViews.BackendsView balancer = views.backends();
        strategy = balancer.strategy();
        backends = balancer.backends().stream()
                .map(backend -> new BackendRow(
                        backend.id(),
                        backend.address(),
                        backend.isHealthy(),
                        backend.connections(),
                        text(backend.lastCheck()),
                        text(backend.lastProblem())))
                .toList();
        List<AdminViews.ClientStatus> all = views.clients();
        clientCount = all.size();
        clients = all.stream()
                .limit(SHOWN)
                .map(client -> new ClientRow(
                        client.id(),
                        client.name(),
                        text(client.userId()),
                        client.backendId(),
                        client.connTime(),
                        client.lastSeen()))
                .toList();
        nodeId = views.nodeId();
        status = views.health().status();
    }

    public List<NodeRow> getNodes() {
        return nodes;
    }

    public List<BackendRow> getBackends() {
        return backends;
    }

    public List<ClientRow> getClients() {
        return clients;
    }

    public int getClientCount() {
        return clientCount;
    }

    public int getShown() {
        return clients.size();
    }

    public String getStrategy() {
        return strategy;
    }

    public String getNodeId() {
        return nodeId;
    }

    public String getStatus() {
        return status;
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }
}
