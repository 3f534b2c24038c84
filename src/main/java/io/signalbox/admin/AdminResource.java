package io.signalbox.admin;

import io.signalbox.balancer.Balancer;
import io.signalbox.hub.Hub;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the reference's users ask over HTTP: contract 1.6 and 1.7, in their shapes. */
@RequestScoped
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class AdminResource {
    private final AdminViews views;
    private final Balancer balancer;
    private final Hub hub;
    private final WorkerPool workers;

    @Inject
    AdminResource(AdminViews views, Balancer balancer, Hub hub, WorkerPool workers) {
        this.views = views;
        this.balancer = balancer;
        this.hub = hub;
        this.workers = workers;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected AdminResource() {
        this(null, null, null, null);
    }

    /** 200 while the node takes connections, else 503. Also reached as {@code /health}. */
    @GET
    @Path("health")
    public Response health() {
        AdminViews.HealthView health = views.health();
        return Response.status(health.status().equals("healthy") ? 200 : 503)
                .header("Cache-Control", "no-store")
                .entity(health)
                .build();
    }

    /** Living nodes of the cluster. */
    @GET
    @Path("nodes")
    public Nodes nodes() {
        List<AdminViews.NodeView> nodes = views.nodes();
        return new Nodes(nodes, nodes.size());
    }

    /** Backends of this node's balancer. */
    @GET
    @Path("backends")
    public AdminViews.BackendsView backends() {
        return views.backends();
    }

    /** Clients of this node. */
    @GET
    @Path("clients")
    public Clients clients() {
        List<AdminViews.ClientStatus> clients = views.clients();
        return new Clients(views.nodeId(), clients, clients.size());
    }

    /** Clients of the hubs, each with its node. */
    @GET
    @Path("global-clients")
    public AdminViews.GlobalClients globalClients() {
        return views.globalClients();
    }

    /** This node. */
    @GET
    @Path("node-info")
    public NodeDetails nodeInfo() {
        var self = views.self();
        return new NodeDetails(
                self.id(), self.port(), views.clients().size(), views.health().status(), self.startedAt(), "/console/");
    }

    /** The name of a client, which is asked for it over its own connection. 404 says {@code found} false too. */
    @GET
    @Path("query")
    public void query(@QueryParam("client_id") @Nullable String clientId, @Suspended AsyncResponse response) {
        if (clientId == null || clientId.isBlank()) {
            throw new BadRequestException("the parameter client_id is missing");
        }
        Answers.on(
                workers,
                balancer.queryName(clientId)
                        .thenCompose(tunnelled -> tunnelled.isPresent()
                                ? CompletableFuture.completedStage(tunnelled.map(
                                        name -> query(name.clientId(), name.clientName(), name.answered())))
                                : hub.commands()
                                        .queryName(clientId)
                                        .thenApply(asked -> asked.map(
                                                name -> query(name.clientId(), name.name(), name.answered()))))
                        .thenApply(found -> answer(clientId, found)),
                response);
    }

    private Query query(String clientId, String name, boolean answered) {
        AdminViews.ClientStatus client = views.client(clientId).orElse(null);
        String backendId = client == null ? views.nodeId() : client.backendId();
        return new Query(true, views.nodeId(), client, clientId, name, backendId, "ok", answered);
    }

    private Response answer(String clientId, Optional<Query> found) {
        if (found.isPresent()) {
            return Response.ok(found.get()).build();
        }
        String message = "no client '" + clientId + "' on this node";
        return Response.status(Response.Status.NOT_FOUND)
                .type("application/problem+json")
                .entity(new NoClient("about:blank", "Not Found", 404, message, false, views.nodeId(), message))
                .build();
    }

    /** {@code GET /api/nodes}. */
    public record Nodes(List<AdminViews.NodeView> nodes, int total) {}

    /** {@code GET /api/clients}. */
    public record Clients(String nodeId, List<AdminViews.ClientStatus> clients, int total) {}

    /** {@code GET /api/node-info}. */
    public record NodeDetails(
            String nodeId, int port, int clients, String status, Instant startTime, String webInterface) {}

    /**
     * {@code GET /api/query}: what the reference's balancer and what its nodes answer, in one.
     *
     * @param answered the client itself said its name just now
     */
    public record Query(
            boolean found,
            String nodeId,
            AdminViews.@Nullable ClientStatus client,
            String clientId,
            String clientName,
            String backendId,
            String status,
            boolean answered) {}

    /** The problem details of {@code GET /api/query}, with what the reference's nodes say. */
    public record NoClient(
            String type, String title, int status, String detail, boolean found, String nodeId, String message) {}
}
