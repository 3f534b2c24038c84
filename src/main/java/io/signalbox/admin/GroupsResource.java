package io.signalbox.admin;

import io.signalbox.api.Signalbox;
import io.signalbox.hub.GroupOutcome;
import io.signalbox.hub.GroupProfile;
import io.signalbox.hub.Groups;
import io.signalbox.identity.Tenant;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.ProtocolException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Groups and their members (contract 2.21), as the application sees them: nobody is asked whether it may. */
@RequestScoped
@Path("v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "groups")
public class GroupsResource {
    private static final int MAX_PAGE = 1000;

    private final Signalbox signalbox;

    @Inject
    GroupsResource(Signalbox signalbox) {
        this.signalbox = signalbox;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected GroupsResource() {
        this(null);
    }

    /** Ids of groups, page by page. */
    @GET
    @Path("groups")
    @Operation(summary = "Groups of a namespace", description = "Ids in their order, behind after.")
    public Ids groups(
            @BeanParam TenantParams tenant,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return Ids.page(groups().groups(tenant.tenant(), after, checked(limit)), limit);
    }

    /** Creates a group. */
    @PUT
    @Path("groups/{group}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Create a group",
            description =
                    "{\"name\", \"owner\", \"max_members\", \"closed\", \"metadata\"}, all optional. 409 when there"
                            + " is one already; it keeps its settings then.")
    public Response create(@PathParam("group") String group, InputStream body, @BeanParam TenantParams tenant)
            throws IOException {
        GroupProfile profile = profile(RequestBody.object(body));
        done(groups().create(tenant.tenant(), group, profile));
        return Response.status(Response.Status.CREATED)
                .entity(view(tenant.tenant(), group, profile))
                .build();
    }

    /** A group. */
    @GET
    @Path("groups/{group}")
    @Operation(summary = "A group's settings and how many are in it")
    public Group group(@PathParam("group") String group, @BeanParam TenantParams tenant) {
        return groups().profile(tenant.tenant(), group)
                .map(profile -> view(tenant.tenant(), group, profile))
                .orElseThrow(() ->
                        new ProtocolException(ErrorCode.GROUP_NOT_FOUND, "there is no group '" + group + "'", null));
    }

    /** Ends a group. */
    @DELETE
    @Path("groups/{group}")
    @Operation(summary = "Disband a group", description = "Everybody leaves it.")
    public void disband(@PathParam("group") String group, @BeanParam TenantParams tenant) {
        done(groups().disband(tenant.tenant(), group));
    }

    /** Members, page by page. */
    @GET
    @Path("groups/{group}/members")
    @Operation(summary = "Members of a group", description = "User ids in their order, behind after.")
    public Ids members(
            @PathParam("group") String group,
            @BeanParam TenantParams tenant,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return Ids.page(groups().members(tenant.tenant(), group, after, checked(limit)), limit);
    }

    /** Adds members. */
    @POST
    @Path("groups/{group}/members")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Add members",
            description = "{\"user_ids\": […]}: all of them or none. A group that is not there is made.")
    public Members add(@PathParam("group") String group, InputStream body, @BeanParam TenantParams tenant)
            throws IOException {
        List<String> users = RequestBody.texts(RequestBody.object(body), "user_ids");
        if (users.isEmpty() || users.size() > MAX_PAGE) {
            throw new BadRequestException("user_ids has 1 to " + MAX_PAGE + " users");
        }
        done(groups().add(tenant.tenant(), group, users));
        return new Members(groups().count(tenant.tenant(), group));
    }

    /** Removes a member. */
    @DELETE
    @Path("groups/{group}/members/{user_id}")
    @Operation(summary = "Remove a member", description = "Idempotent.")
    public void remove(
            @PathParam("group") String group, @PathParam("user_id") String userId, @BeanParam TenantParams tenant) {
        done(groups().remove(tenant.tenant(), group, List.of(userId)));
    }

    /** Moves a member. */
    @POST
    @Path("groups/{group}/members/{user_id}/move")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Move a member to another group",
            description = "{\"to\": …}: the user is told group_changed, now or at the next connect.")
    public void move(
            @PathParam("group") String group,
            @PathParam("user_id") String userId,
            InputStream body,
            @BeanParam TenantParams tenant)
            throws IOException {
        String to = RequestBody.required(RequestBody.object(body), "to");
        done(groups().move(tenant.user(userId), group, to));
    }

    /** Groups of a user. */
    @GET
    @Path("users/{user_id}/groups")
    @Operation(summary = "Groups of a user", description = "Those of the hub included.")
    public Ids groupsOf(@PathParam("user_id") String userId, @BeanParam TenantParams tenant) {
        Set<String> mine = new TreeSet<>(groups().of(tenant.user(userId)));
        return new Ids(List.copyOf(mine), null);
    }

    private Groups groups() {
        return signalbox.groups();
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new BadRequestException("limit " + limit + " is not in 1.." + MAX_PAGE);
        }
        return limit;
    }

    private static void done(GroupOutcome outcome) {
        if (outcome instanceof GroupOutcome.Refused refused) {
            throw new ProtocolException(refused.code(), refused.explanation(), null);
        }
    }

    private static GroupProfile profile(JsonObject body) {
        JsonObject metadata = RequestBody.inner(body, "metadata");
        try {
            return new GroupProfile(
                    RequestBody.text(body, "name"),
                    RequestBody.text(body, "owner"),
                    RequestBody.number(body, "max_members", 0),
                    RequestBody.flag(body, "closed", false),
                    metadata == null ? null : metadata.toString());
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    private Group view(Tenant tenant, String group, GroupProfile profile) {
        return new Group(
                group,
                profile.name(),
                profile.owner(),
                profile.maxMembers(),
                profile.closed(),
                profile.metadata(),
                groups().count(tenant, group));
    }

    /** A group. {@code metadata}: the object as text. */
    public record Group(
            String groupId,
            @Nullable String name,
            @Nullable String owner,
            int maxMembers,
            boolean closed,
            @Nullable String metadata,
            int members) {}

    /** How many are in it now. */
    public record Members(int members) {}

    /** Some ids. {@code next}: what to ask for the following page with; null when there is none. */
    public record Ids(List<String> ids, @Nullable String next) {
        public Ids {
            ids = List.copyOf(ids);
        }

        static Ids page(List<String> ids, int limit) {
            return new Ids(ids, ids.size() < limit ? null : ids.get(ids.size() - 1));
        }
    }
}
