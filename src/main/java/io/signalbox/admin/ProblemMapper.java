package io.signalbox.admin;

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
        String incident = UUID.randomUUID().toString();
        LOG.log(System.Logger.Level.ERROR, "request failed: incident=" + incident, failure);
        return Response.serverError()
                .type("application/problem+json")
                .entity(new ProblemDetails(
                        "about:blank", "Internal Server Error", 500, "see the server's log", incident))
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
