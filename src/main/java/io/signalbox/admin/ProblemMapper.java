package io.signalbox.admin;

import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.ProtocolException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns what goes wrong in a resource into RFC 9457 problem details; the details of our own failures stay in the log. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException refused) {
            Response answer = refused.getResponse();
            return Response.fromResponse(answer)
                    .type("application/problem+json")
                    .entity(new ProblemDetails(
                            "about:blank",
                            answer.getStatusInfo().getReasonPhrase(),
                            answer.getStatus(),
                            refused.getMessage(),
                            null))
                    .build();
        }
        if (failure instanceof ProtocolException refused) {
            return refusal(refused);
        }
        String incident = UUID.randomUUID().toString();
        LOG.log(System.Logger.Level.ERROR, "request failed: incident=" + incident, failure);
        return Response.serverError()
                .type("application/problem+json")
                .entity(new ProblemDetails(
                        "about:blank", "Internal Server Error", 500, "see the server's log", incident))
                .build();
    }

    /** What the hub would answer a client's message with (docs/protocol.md), as an HTTP answer. */
    private static Response refusal(ProtocolException refused) {
        ErrorCode code = refused.code();
        Response.StatusType status =
                switch (code) {
                    case USER_OFFLINE -> Response.Status.CONFLICT;
                    case FIELD_TOO_LARGE -> Response.Status.REQUEST_ENTITY_TOO_LARGE;
                    case RATE_LIMITED -> Response.Status.TOO_MANY_REQUESTS;
                    case GROUPS_EXHAUSTED,
                            GROUP_PARTLY_STORED,
                            INBOX_FULL,
                            STORE_UNAVAILABLE,
                            CLUSTER_UNAVAILABLE,
                            BUSY -> Response.Status.SERVICE_UNAVAILABLE;
                    case GROUP_NOT_MEMBER, GROUP_CLOSED, GROUP_FORBIDDEN, GROUP_RESERVED, NAMESPACE_DENIED ->
                        Response.Status.FORBIDDEN;
                    case GROUP_NOT_FOUND -> Response.Status.NOT_FOUND;
                    case GROUP_EXISTS, GROUP_FULL, TOO_MANY_GROUPS -> Response.Status.CONFLICT;
                    default -> Response.Status.BAD_REQUEST;
                };
        return Response.status(status)
                .type("application/problem+json")
                .entity(new ProblemDetails(
                        "urn:signalbox:error:" + code.wireName(),
                        code.wireName(),
                        status.getStatusCode(),
                        refused.getMessage(),
                        null))
                .build();
    }

    /** The body. {@code incident} leads to the log line of a failure of ours. */
    public record ProblemDetails(
            String type,
            String title,
            int status,
            @Nullable String detail,
            @Nullable String incident) {}
}
