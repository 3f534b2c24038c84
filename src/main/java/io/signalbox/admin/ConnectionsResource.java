package io.signalbox.admin;

import io.signalbox.api.ConnectionFilter;
import io.signalbox.api.ConnectionPage;
import io.signalbox.api.Signalbox;
import io.signalbox.identity.ClientType;
import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserType;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who is connected to this node. */
@RequestScoped
@Path("v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "connections")
public class ConnectionsResource {
    private final Signalbox signalbox;

    @Inject
    ConnectionsResource(Signalbox signalbox) {
        this.signalbox = signalbox;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ConnectionsResource() {
        this(null);
    }

    /** Connections, page by page. */
    @GET
    @Path("connections")
    @Operation(summary = "Open connections", description = "Sorted by namespace, user and client id.")
    public Page connections(
            @BeanParam Wanted wanted,
            @QueryParam("after") @Parameter(description = "next of the page before") @Nullable String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        try {
            ConnectionPage page = signalbox.connections().page(wanted.filter(), after, limit);
            return new Page(page.connections().stream().map(ConnectionView::of).toList(), page.total(), page.next());
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    /** A user and its connections. */
    @GET
    @Path("users/{user_id}")
    @Operation(summary = "Whether a user is connected, and how")
    public User user(@PathParam("user_id") String userId, @BeanParam TenantParams tenant) {
        List<ConnectionView> connections = signalbox.connections().of(tenant.user(userId)).stream()
                .map(ConnectionView::of)
                .toList();
        return new User(userId, !connections.isEmpty(), connections);
    }

    /** Which connections are asked for; what is absent does not matter. */
    public static class Wanted {
        @QueryParam("app_id")
        @DefaultValue(Tenant.DEFAULT_APP)
        @SuppressWarnings("NullAway.Init") // set by the container
        String appId;

        @QueryParam("namespace")
        @Nullable
        String namespace;

        @QueryParam("user_id")
        @Nullable
        String userId;

        @QueryParam("user_type")
        @Nullable
        String userType;

        @QueryParam("client_type")
        @Nullable
        String clientType;

        @QueryParam("connection_type")
        @Nullable
        String connectionType;

        ConnectionFilter filter() {
            return new ConnectionFilter(
                    appId,
                    namespace,
                    userId,
                    Parameters.optional(UserType.class, "user_type", userType),
                    Parameters.optional(ClientType.class, "client_type", clientType),
                    Parameters.optional(ConnectionType.class, "connection_type", connectionType));
        }
    }

    /** {@code GET /api/v1/connections}. {@code total}: how many match in all. */
    public record Page(
            List<ConnectionView> connections,
            int total,
            @Nullable String next) {
        public Page {
            connections = List.copyOf(connections);
        }
    }

    /** {@code GET /api/v1/users/{user_id}}. */
    public record User(String userId, boolean online, List<ConnectionView> connections) {
        public User {
            connections = List.copyOf(connections);
        }
    }
}
