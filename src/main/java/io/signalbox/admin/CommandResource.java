package io.signalbox.admin;

import io.signalbox.hub.ClientCommand;
import io.signalbox.hub.CommandOutcome;
import io.signalbox.hub.Hub;
import io.signalbox.identity.Tenant;
import io.signalbox.node.WorkerPool;
import io.signalbox.protocol.ProtocolException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/**
 * Commands to clients, in the shape of the load-balancer reference (contract 1.7, 1.9), but with the client's own answer:
 * 200 is only said when the client answered.
 */
@RequestScoped
@Path("send-command")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class CommandResource {
    private final Hub hub;
    private final WorkerPool workers;

    @Inject
    CommandResource(Hub hub, WorkerPool workers) {
        this.hub = hub;
        this.workers = workers;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected CommandResource() {
        this(null, null);
    }

    /**
     * Sends a command to a client, of any node, and waits for its answer, without a thread. 400 for a body that is no
     * command, 404 for an unknown client, 409 for one that is leaving or shares its id, 429 when too many commands wait,
     * 504 when the client, or a node that may have it, says nothing in time.
     *
     * @param body {@code client_id}, {@code command}, and if need be {@code data}, {@code app_id}, {@code namespace}
     */
    @POST
    public void send(InputStream body, @Suspended AsyncResponse response) throws IOException {
        ClientCommand command = command(RequestBody.object(body));
        Answers.on(workers, hub.commands().send(command).thenApply(outcome -> answer(command, outcome)), response);
    }

    private static Answer answer(ClientCommand command, CommandOutcome outcome) {
        if (outcome instanceof CommandOutcome.Answered answered) {
            return new Answer(
                    answered.success(),
                    answered.node(),
                    command.clientId(),
                    command.command(),
                    answered.success() ? "success" : "error",
                    answered.message(),
                    value(answered.dataJson()));
        }
        throw problem((CommandOutcome.Failed) outcome);
    }

    private static WebApplicationException problem(CommandOutcome.Failed failed) {
        String why = failed.explanation();
        return switch (failed.reason()) {
            case UNKNOWN -> new NotFoundException(why);
            case OFFLINE, AMBIGUOUS -> new ClientErrorException(why, Status.CONFLICT);
            case TOO_MANY -> new ClientErrorException(why, Status.TOO_MANY_REQUESTS);
            case TIMED_OUT -> new ServerErrorException(why, Status.GATEWAY_TIMEOUT);
        };
    }

    private static ClientCommand command(JsonObject body) {
        String app = RequestBody.text(body, "app_id");
        String namespace = RequestBody.text(body, "namespace");
        Tenant tenant = app == null && namespace == null
                ? null
                : new Tenant(
                        app == null ? Tenant.DEFAULT_APP : app,
                        namespace == null ? Tenant.DEFAULT_NAMESPACE : namespace);
        JsonValue data = body.get("data");
        try {
            return new ClientCommand(
                    RequestBody.required(body, "client_id"),
                    tenant,
                    RequestBody.required(body, "command"),
                    data == null || data.equals(JsonValue.NULL) ? null : data.toString());
        } catch (ProtocolException e) {
            throw new BadRequestException(e.getMessage());
        }
    }

    private static @Nullable JsonValue value(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }

    /**
     * What the client answered.
     *
     * @param success whether the client says that it did it; the same as {@code result}
     * @param node that the client is connected to
     * @param data any JSON value
     */
    public record Answer(
            boolean success,
            String node,
            String clientId,
            String command,
            String result,
            @Nullable String message,
            @Nullable JsonValue data) {}
}
