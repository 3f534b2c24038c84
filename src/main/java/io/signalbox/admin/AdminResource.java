package io.signalbox.admin;

import io.signalbox.balancer.Balancer;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
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
import org.jspecify.annotations.Nullable;

/** What the reference's users ask over HTTP: contract 1.6 and 1.7, in their shapes. */
@RequestScoped
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class AdminResource {
    private final AdminViews views;
    private final Balancer balancer;

    @Inject
    AdminResource(AdminViews views, Balancer balancer) {
        this.views = views;
        this.balancer = balancer;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected AdminResource() {
        this(null, null);
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

    /** This node. */
    @GET
    @Path("node-info")
    public NodeDetails nodeInfo() {
        var self = views.self();
        return new NodeDetails(
                self.id(), self.port(), views.clients().size(), views.health().status(), self.startedAt(), "/console/");
    }

    /** The name of a client. One that is tunnelled here is asked over its own connection. */
    @GET
    @Path("query")
    public void query(@QueryParam("client_id") @Nullable String clientId, @Suspended AsyncResponse response) {
        if (clientId == null || clientId.isBlank()) {
            throw new BadRequestException("the parameter client_id is missing");
        }
        balancer.queryName(clientId).whenComplete((tunnelled, failure) -> {
            if (failure != null) {
                response.resume(failure);
                return;
            }
            Optional<Query> found = tunnelled
                    .map(answer -> new Query(
                            answer.clientId(), answer.clientName(), answer.backendId(), "ok", answer.answered()))
                    .or(() -> views.client(clientId)
                            .map(client -> new Query(client.id(), client.name(), client.backendId(), "ok", false)));
            if (found.isPresent()) {
                response.resume(found.get());
            } else {
                response.resume(new NotFoundException("no client '" + clientId + "' on this node"));
            }
        });
    }

    /** {@code GET /api/nodes}. */
    public record Nodes(List<AdminViews.NodeView> nodes, int total) {}

    /** {@code GET /api/clients}. */
    public record Clients(String nodeId, List<AdminViews.ClientStatus> clients, int total) {}

    /** {@code GET /api/node-info}. */
    public record NodeDetails(
            String nodeId, int port, int clients, String status, Instant startTime, String webInterface) {}

    /** {@code GET /api/query}. {@code answered}: the client itself said its name just now. */
    public record Query(String clientId, String clientName, String backendId, String status, boolean answered) {}
}
