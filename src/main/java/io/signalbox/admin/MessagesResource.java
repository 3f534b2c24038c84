package io.signalbox.admin;

import io.signalbox.api.Signalbox;
import io.signalbox.hub.Audience;
import io.signalbox.hub.Origin;
import io.signalbox.hub.Sent;
import io.signalbox.limits.Quotas;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What the application sends over HTTP. A message is written as on the wire, with the same limits. 200 is only said when
 * nobody who was to have it missed it.
 */
@RequestScoped
@Path("v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "messages")
public class MessagesResource {
    /** Most messages of one request. */
    static final int MAX_BATCH = 1000;

    private static final Duration MAX_DELAY = Duration.ofDays(1);
    /** Some have it, some have not (RFC 4918 section 11.1). */
    private static final int MULTI_STATUS = 207;

    private final Signalbox signalbox;
    private final Quotas quotas;

    @Inject
    MessagesResource(Signalbox signalbox, Quotas quotas) {
        this.signalbox = signalbox;
        this.quotas = quotas;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MessagesResource() {
        this(null, null);
    }

    /** One message, to where it says. */
    @POST
    @Path("messages")
    @Operation(
            summary = "Send a message",
            description =
                    "To its receiver, else its groups, else its namespace, else the whole app. With delay_ms it is"
                            + " sent later, unless this node stops before.")
    @APIResponse(responseCode = "200", description = "everybody who was to have it has it")
    @APIResponse(responseCode = "202", description = "it is sent after delay_ms")
    @APIResponse(responseCode = "207", description = "some have it, some have not")
    @APIResponse(responseCode = "409", description = "nobody has it")
    public Response send(
            InputStream body,
            @BeanParam SenderParams sender,
            @QueryParam("exclude_sender") @DefaultValue("false") boolean excludeSender,
            @QueryParam("delay_ms") @DefaultValue("0") @Parameter(description = "up to a day") long delayMillis)
            throws IOException {
        Message message = RequestBody.message(body);
        Origin origin = sender.origin();
        if (delayMillis != 0) {
            admit(quotas, origin);
            return later(message, origin, excludeSender, delayMillis);
        }
        return answer(sent(message, origin, excludeSender));
    }

    /** Many messages, each with a result of its own. */
    @POST
    @Path("messages/batch")
    @Operation(
            summary = "Send up to 1,000 messages",
            description = "In their order. Each has a result; one that fails does not keep the others back.")
    public Response batch(InputStream body, @BeanParam SenderParams sender) throws IOException {
        JsonArray messages = RequestBody.array(body);
        if (messages.size() > MAX_BATCH) {
            throw new ClientErrorException(
                    "a batch has at most " + MAX_BATCH + " messages", Status.REQUEST_ENTITY_TOO_LARGE);
        }
        Origin origin = sender.origin();
        List<Item> items = new ArrayList<>(messages.size());
        for (JsonValue each : messages) {
            items.add(item(items.size(), each, origin));
        }
        int failed = (int) items.stream().filter(item -> item.error() != null).count();
        return Response.status(failed == 0 ? Status.OK.getStatusCode() : MULTI_STATUS)
                .entity(new Items(items.size(), items.size() - failed, failed, items))
                .build();
    }

    /** One message to some of all. */
    @POST
    @Path("broadcasts")
    @Operation(
            summary = "Send a message to an audience",
            description = "{\"audience\": {...}, \"message\": {...}}. The audience says app_id, namespace, user_types,"
                    + " roles, departments, client_types, min_vip, max_vip and except_users; what is absent does not"
                    + " filter.")
    public Response broadcast(InputStream body, @BeanParam SenderParams sender) throws IOException {
        JsonObject request = RequestBody.object(body);
        JsonObject message = RequestBody.inner(request, "message");
        if (message == null) {
            throw new BadRequestException("message is missing");
        }
        Audience audience = AudienceBody.read(RequestBody.inner(request, "audience"), sender.tenant());
        Origin origin = sender.origin();
        admit(quotas, origin);
        try {
            return answer(signalbox.sends().to(audience, RequestBody.message(message), origin));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    private Response later(Message message, Origin origin, boolean excludeSender, long delayMillis) {
        if (delayMillis < 0 || delayMillis > MAX_DELAY.toMillis()) {
            throw new BadRequestException("delay_ms is not in 0.." + MAX_DELAY.toMillis());
        }
        try {
            signalbox
                    .sends()
                    .after(Duration.ofMillis(delayMillis), sends -> sends.deliver(message, origin, excludeSender));
        } catch (RejectedExecutionException e) {
            throw new ClientErrorException(e.getMessage(), Status.TOO_MANY_REQUESTS, e);
        }
        return Response.accepted(new Scheduled(delayMillis)).build();
    }

    private Item item(int index, JsonValue json, Origin origin) {
        if (!(json instanceof JsonObject object)) {
            return new Item(index, null, "no JSON object");
        }
        try {
            Sent sent = sent(RequestBody.message(object), origin, false);
            return new Item(index, Result.of(sent), sent.succeeded() ? null : String.join("; ", sent.errors()));
        } catch (ProtocolException | BadRequestException e) {
            return new Item(index, null, String.valueOf(e.getMessage()));
        }
    }

    private Sent sent(Message message, Origin origin, boolean excludeSender) {
        admit(quotas, origin);
        try {
            return signalbox.sends().deliver(message, origin, excludeSender);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    /** What is sent for a user counts as sent by that user (contract K09); the application itself has no limit. */
    static void admit(Quotas quotas, Origin origin) {
        long wait = origin.isApplication() ? 0 : quotas.take(origin.user());
        if (wait > 0) {
            throw new ProtocolException(
                    ErrorCode.RATE_LIMITED, origin.user() + " may send again in " + wait + " ms", null);
        }
    }

    private static Response answer(Sent sent) {
        if (!sent.succeeded() && sent.failed() >= sent.total()) {
            throw new ClientErrorException(String.join("; ", sent.errors()), Status.CONFLICT);
        }
        return Response.status(sent.succeeded() ? Status.OK.getStatusCode() : MULTI_STATUS)
                .entity(Result.of(sent))
                .build();
    }

    /**
     * What became of a message: users of one to a user or to groups, connections of this node of a broadcast.
     *
     * @param mode {@code p2p}, {@code group_reliable}, {@code group_broadcast}, {@code namespace} or {@code global}
     */
    public record Result(String mode, int total, int online, int offline, int stored, int failed, List<String> errors) {
        public Result {
            errors = List.copyOf(errors);
        }

        static Result of(Sent sent) {
            return new Result(
                    sent.mode().wireName(),
                    sent.total(),
                    sent.online(),
                    sent.offline(),
                    sent.stored(),
                    sent.failed(),
                    sent.errors());
        }
    }

    /** It waits for its time. */
    public record Scheduled(long delayMs) {}

    /** What became of one message of a batch. {@code error}: null when everybody has it. */
    public record Item(
            int index, @Nullable Result result, @Nullable String error) {}

    /** What became of a batch. */
    public record Items(int total, int succeeded, int failed, List<Item> items) {
        public Items {
            items = List.copyOf(items);
        }
    }
}
