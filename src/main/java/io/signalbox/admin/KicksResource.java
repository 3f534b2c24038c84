package io.signalbox.admin;

import io.signalbox.api.Signalbox;
import io.signalbox.hub.KickOrder;
import io.signalbox.hub.KickResult;
import io.signalbox.hub.KickTally;
import io.signalbox.identity.UserKey;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Ends connections (contract C21 to C23). */
@RequestScoped
@Path("v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "connections")
public class KicksResource {
    private static final int MAX_USERS = 1000;

    private final Signalbox signalbox;
    private final WorkerPool workers;

    @Inject
    KicksResource(Signalbox signalbox, WorkerPool workers) {
        this.signalbox = signalbox;
        this.workers = workers;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected KicksResource() {
        this(null, null);
    }

    /** All connections of a user, on every node. */
    @POST
    @Path("users/{user_id}/kick")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Kick a user",
            description =
                    "{\"reason\": …, \"notify\": true, \"text\": …}: every connection of the user, on every node, gets"
                            + " kick_out, unless notify is false, and is closed with 4505. Success is false when there was none;"
                            + " silent_nodes did not say in time what they did.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = KickResult.class)))
    public void kick(
            @PathParam("user_id") String userId,
            InputStream body,
            @BeanParam TenantParams tenant,
            @Suspended AsyncResponse response)
            throws IOException {
        KickOrder order = order(tenant.user(userId), RequestBody.object(body));
        Answers.on(workers, signalbox.kicks().kickEverywhere(order), response);
    }

    /** Several users. */
    @POST
    @Path("users/kick")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Kick up to 1,000 users", description = "The same with user_ids; each has a result.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Kicked.class)))
    public void kickMany(InputStream body, @BeanParam TenantParams tenant, @Suspended AsyncResponse response)
            throws IOException {
        JsonObject request = RequestBody.object(body);
        List<String> users = RequestBody.texts(request, "user_ids");
        if (users.isEmpty() || users.size() > MAX_USERS) {
            throw new BadRequestException("user_ids has 1 to " + MAX_USERS + " users");
        }
        List<KickOrder> orders =
                users.stream().map(user -> order(tenant.user(user), request)).toList();
        Answers.on(workers, signalbox.kicks().kickEverywhere(orders).thenApply(Kicked::new), response);
    }

    /** One client, without a message. */
    @DELETE
    @Path("connections/{client_id}")
    @Operation(summary = "Disconnect a client", description = "It is closed with 4505 and gets no message.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Disconnected.class)))
    @APIResponse(responseCode = "404", description = "no such client")
    @APIResponse(responseCode = "504", description = "no such client on the nodes that answered in time")
    public void disconnect(
            @PathParam("client_id") String clientId,
            @BeanParam TenantParams tenant,
            @Suspended AsyncResponse response) {
        Answers.on(
                workers,
                signalbox
                        .kicks()
                        .disconnectEverywhere(tenant.tenant(), clientId)
                        .thenApply(tally -> disconnected(clientId, tally)),
                response);
    }

    private static Disconnected disconnected(String clientId, KickTally tally) {
        if (tally.connections() > 0) {
            return new Disconnected(tally.connections(), tally.silentNodes());
        }
        String none = "no client '" + clientId + "' is connected";
        throw tally.silentNodes().isEmpty()
                ? new NotFoundException(none)
                : new ServerErrorException(
                        none + " to the nodes that answered; did not: " + tally.silentNodes(),
                        Response.Status.GATEWAY_TIMEOUT);
    }

    private KickOrder order(UserKey user, JsonObject request) {
        String reason = RequestBody.required(request, "reason");
        boolean notifies = RequestBody.flag(request, "notify", true);
        @Nullable String text = RequestBody.text(request, "text");
        try {
            return notifies && text == null
                    ? signalbox.kicks().order(user, reason)
                    : new KickOrder(user, reason, notifies, text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    /** What became of each. */
    public record Kicked(List<KickResult> results) {
        public Kicked {
            results = List.copyOf(results);
        }
    }

    /** How many connections were ended. @param silentNodes nodes that did not say in time what they did */
    public record Disconnected(int connections, List<String> silentNodes) {
        public Disconnected {
            silentNodes = List.copyOf(silentNodes);
        }
    }
}
