package io.signalbox.admin;

import io.signalbox.api.Signalbox;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** VIP levels of the users of this node (contract M17). */
@RequestScoped
@Path("v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "vip")
public class VipResource {
    private final Signalbox signalbox;

    @Inject
    VipResource(Signalbox signalbox) {
        this.signalbox = signalbox;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected VipResource() {
        this(null);
    }

    /** How many users have which level. */
    @GET
    @Path("vip/levels")
    @Operation(
            summary = "Connected users by VIP level",
            description = "Users of this node, each once with the highest level of its connections; a level that nobody"
                    + " has is absent.")
    public Levels levels(@BeanParam TenantParams tenant) {
        return new Levels(signalbox.vips().statistics(tenant.tenant()).entrySet().stream()
                .map(entry -> new Level(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** Raises a user's level. */
    @PUT
    @Path("users/{user_id}/vip")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Raise a user's VIP level",
            description = "{\"level\": 0 to 8}: of the user's connections to this node, as long as they last. A level"
                    + " never falls; raised says whether a connection was below it.")
    public Raised raise(@PathParam("user_id") String userId, InputStream body, @BeanParam TenantParams tenant)
            throws IOException {
        int level = RequestBody.number(RequestBody.object(body), "level", -1);
        try {
            return new Raised(signalbox.vips().raise(tenant.user(userId), level));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    /** The lowest level first. */
    public record Levels(List<Level> levels) {
        public Levels {
            levels = List.copyOf(levels);
        }
    }

    /** How many users have a level. */
    public record Level(int level, int users) {}

    /** Whether a connection was below the level. */
    public record Raised(boolean raised) {}
}
