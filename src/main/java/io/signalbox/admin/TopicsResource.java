package io.signalbox.admin;

import io.signalbox.hub.Origin;
import io.signalbox.topics.Topics;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Events for the Java code that subscribed to a topic (row P04). */
@RequestScoped
@Path("v1/topics")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "topics")
public class TopicsResource {
    private final Topics topics;
    private final SendLimits limits;

    @Inject
    TopicsResource(Topics topics, SendLimits limits) {
        this.topics = topics;
        this.limits = limits;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected TopicsResource() {
        this(null, null);
    }

    /** Publishes an event. */
    @POST
    @Path("{topic}")
    @Operation(
            summary = "Publish an event",
            description =
                    "Any JSON object. Subscribers that read it as their type are told, at most once; whether there"
                            + " are any is not said.")
    @APIResponse(responseCode = "202", description = "subscribers will be told")
    @APIResponse(responseCode = "503", description = "too much waits; nobody is told")
    public Response publish(@PathParam("topic") String topic, InputStream body, @BeanParam TenantParams tenant)
            throws IOException {
        var event = RequestBody.object(body);
        limits.admit(Origin.application(tenant.tenant()));
        try {
            if (!topics.publish(topic, event)) {
                throw new ServiceUnavailableException("too much waits to be sent; try again later");
            }
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
        return Response.accepted().build();
    }
}
