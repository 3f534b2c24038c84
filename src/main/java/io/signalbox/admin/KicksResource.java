package io.signalbox.admin;

import io.signalbox.api.Signalbox;
import io.signalbox.hub.KickOrder;
import io.signalbox.hub.KickResult;
import io.signalbox.identity.UserKey;
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
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
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

    @Inject
    KicksResource(Signalbox signalbox) {
        this.signalbox = signalbox;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected KicksResource() {
        this(null);
    }

    /** All connections of a user. */
    @POST
    @Path("users/{user_id}/kick")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Kick a user",
            description = "{\"reason\": …, \"notify\": true, \"text\": …}: every connection of the user gets kick_out,"
                    + " unless notify is false, and is closed with 4505. Success is false when there was none.")
    public KickResult kick(@PathParam("user_id") String userId, InputStream body, @BeanParam TenantParams tenant)
            throws IOException {
        return kick(tenant.user(userId), RequestBody.object(body));
    }

    /** Several users. */
    @POST
    @Path("users/kick")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Kick up to 1,000 users", description = "The same with user_ids; each has a result.")
    public Kicked kickMany(InputStream body, @BeanParam TenantParams tenant) throws IOException {
        JsonObject request = RequestBody.object(body);
        List<String> users = RequestBody.texts(request, "user_ids");
        if (users.isEmpty() || users.size() > MAX_USERS) {
            throw new BadRequestException("user_ids has 1 to " + MAX_USERS + " users");
        }
        return new Kicked(
                users.stream().map(user -> kick(tenant.user(user), request)).toList());
    }

    /** One client, without a message. */
    @DELETE
    @Path("connections/{client_id}")
    @Operation(summary = "Disconnect a client", description = "It is closed with 4505 and gets no message.")
    @APIResponse(responseCode = "404", description = "no such client on this node")
    public Disconnected disconnect(@PathParam("client_id") String clientId, @BeanParam TenantParams tenant) {
        int ended = signalbox.kicks().disconnectClient(tenant.tenant(), clientId);
        if (ended == 0) {
            throw new NotFoundException("no client '" + clientId + "' on this node");
        }
        return new Disconnected(ended);
    }

    private KickResult kick(UserKey user, JsonObject request) {
        String reason = RequestBody.required(request, "reason");
        boolean notifies = RequestBody.flag(request, "notify", true);
        @Nullable String text = RequestBody.text(request, "text");
        try {
            return notifies && text == null
                    ? signalbox.kicks().kick(user, reason)
                    : signalbox.kicks().kick(new KickOrder(user, reason, notifies, text == null ? "" : text));
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

    /** How many connections were ended. */
    public record Disconnected(int connections) {}
}
