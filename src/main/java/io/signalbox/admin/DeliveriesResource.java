package io.signalbox.admin;

import io.signalbox.api.Signalbox;
import io.signalbox.delivery.AckOptions;
import io.signalbox.delivery.AttemptRecord;
import io.signalbox.delivery.DeliveryResult;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.hub.Origin;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Messages to one user each that are sent until a device acknowledges them; the request waits for that, on no thread. */
@RequestScoped
@Path("v1/deliveries")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "messages")
public class DeliveriesResource {
    /** A request is not to be held for long. */
    private static final long MAX_TIMEOUT_MILLIS = 30_000;

    private static final int MAX_RETRIES = 3;

    private final Signalbox signalbox;
    private final SendLimits limits;

    @Inject
    DeliveriesResource(Signalbox signalbox, SendLimits limits) {
        this.signalbox = signalbox;
        this.limits = limits;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected DeliveriesResource() {
        this(null, null);
    }

    /** One message to one user; answers when it is known what became of it. */
    @POST
    @Operation(
            summary = "Send a message and wait for its acknowledgement",
            description = "It is tracked, and handed out again without an acknowledgement in time. Nothing is lost when"
                    + " the answer is 202 or 504: the message waits in the receiver's inbox.")
    @APIResponse(responseCode = "200", description = "a device of the receiver acknowledged it")
    @APIResponse(responseCode = "202", description = "the receiver is away; it is stored")
    @APIResponse(responseCode = "409", description = "it was not delivered; stored says whether the inbox has it")
    @APIResponse(responseCode = "504", description = "no device acknowledged it in time; it is stored")
    public void send(
            InputStream body,
            @BeanParam SenderParams sender,
            @QueryParam("ack_timeout_ms") @DefaultValue("500") @Parameter(description = "10 to 30,000")
                    long timeoutMillis,
            @QueryParam("ack_retries") @DefaultValue("3") @Parameter(description = "0 to 3") int retries,
            @Suspended AsyncResponse answer)
            throws IOException {
        Message message = RequestBody.message(body);
        String receiver = message.receiver();
        if (receiver == null) {
            throw new BadRequestException("receiver is missing");
        }
        if (timeoutMillis > MAX_TIMEOUT_MILLIS || retries > MAX_RETRIES) {
            throw new BadRequestException(
                    "ack_timeout_ms is at most " + MAX_TIMEOUT_MILLIS + " and ack_retries at most " + MAX_RETRIES);
        }
        Origin origin = sender.origin();
        limits.admit(origin);
        try {
            signalbox
                    .deliveries()
                    .sendAcknowledged(
                            new UserKey(sender.tenant(), receiver),
                            message,
                            origin,
                            new AckOptions(Duration.ofMillis(timeoutMillis), retries))
                    .result()
                    .thenAccept(result -> answer.resume(answer(result)));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    private static Response answer(DeliveryResult result) {
        int status =
                switch (result.state()) {
                    case CONFIRMED, HANDED_ON -> Status.OK.getStatusCode();
                    case STORED -> Status.ACCEPTED.getStatusCode();
                    case TIMEOUT -> Status.GATEWAY_TIMEOUT.getStatusCode();
                    case FAILED, PENDING -> Status.CONFLICT.getStatusCode();
                };
        return Response.status(status).entity(Outcome.of(result)).build();
    }

    /**
     * What became of a message.
     *
     * @param state {@code confirmed}, {@code stored}, {@code timeout} or {@code failed}
     * @param reason null unless it timed out or failed, and so is {@code code}
     */
    public record Outcome(
            String messageId,
            String state,
            boolean stored,
            @Nullable String reason,
            @Nullable String code,
            List<Try> attempts) {
        public Outcome {
            attempts = List.copyOf(attempts);
        }

        static Outcome of(DeliveryResult result) {
            FailureReason reason = result.reason();
            return new Outcome(
                    result.messageId(),
                    result.state().name().toLowerCase(Locale.ROOT),
                    result.stored(),
                    reason == null ? null : reason.wireName(),
                    name(result.code()),
                    result.attempts().stream().map(Try::of).toList());
        }
    }

    /** One try. @param code null when it did not fail */
    public record Try(
            int number, String at, long tookMs, @Nullable String code) {
        static Try of(AttemptRecord attempt) {
            return new Try(
                    attempt.number(), attempt.at().toString(), attempt.took().toMillis(), name(attempt.code()));
        }
    }

    private static @Nullable String name(@Nullable FailureCode code) {
        return code == null ? null : code.wireName();
    }
}
