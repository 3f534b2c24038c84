package io.signalbox.admin;

import io.signalbox.api.Signalbox;
import io.signalbox.identity.Department;
import io.signalbox.identity.UserKey;
import io.signalbox.workload.Choice;
import io.signalbox.workload.Dimension;
import io.signalbox.workload.Needs;
import io.signalbox.workload.Workload;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which agent gets the next case (contract 2.23). */
@RequestScoped
@Path("v1/work")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "work")
public class WorkResource {
    private static final int MAX_PAGE = 1000;

    private final Signalbox signalbox;

    @Inject
    WorkResource(Signalbox signalbox) {
        this.signalbox = signalbox;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected WorkResource() {
        this(null);
    }

    /** Assigns a case. */
    @POST
    @Path("assign")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Assign a case to the agent with the fewest",
            description = "{\"among\": [user ids], \"skills\": […], \"department\": …}, all optional. The agent's cases"
                    + " are counted in the same step.")
    @APIResponse(responseCode = "409", description = "no agent can take it; the title says why")
    public Load assign(InputStream body, @BeanParam TenantParams tenant) throws IOException {
        Choice choice = workload().assign(tenant.tenant(), needs(RequestBody.object(body)));
        if (choice instanceof Choice.Chosen chosen) {
            return new Load(chosen.agent().userId(), chosen.load());
        }
        Choice.Reason reason = ((Choice.NoAgents) choice).reason();
        throw new ClientErrorException(reason.name().toLowerCase(Locale.ROOT), Status.CONFLICT);
    }

    /** A case is done. */
    @POST
    @Path("agents/{user_id}/release")
    @Operation(summary = "A case of the agent is done")
    public Load release(@PathParam("user_id") String userId, @BeanParam TenantParams tenant) {
        return new Load(userId, workload().release(tenant.user(userId)));
    }

    /** Sets an agent's open cases. */
    @PUT
    @Path("agents/{user_id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Set the open cases of an agent", description = "{\"cases\": 3}")
    public Load set(@PathParam("user_id") String userId, InputStream body, @BeanParam TenantParams tenant)
            throws IOException {
        int cases = RequestBody.number(RequestBody.object(body), "cases", -1);
        if (cases < 0) {
            throw new BadRequestException("cases must be a whole number from 0");
        }
        workload().set(tenant.user(userId), cases);
        return new Load(userId, cases);
    }

    /** An agent's load. */
    @GET
    @Path("agents/{user_id}")
    @Operation(summary = "The load of an agent in the present period")
    public Load load(
            @PathParam("user_id") String userId,
            @BeanParam TenantParams tenant,
            @QueryParam("dimension") @DefaultValue("realtime") String dimension) {
        UserKey agent = tenant.user(userId);
        return new Load(userId, workload().load(agent, Parameters.required(Dimension.class, "dimension", dimension)));
    }

    /** The greatest loads. */
    @GET
    @Path("agents")
    @Operation(summary = "The greatest loads of the present period")
    public Loads loads(
            @BeanParam TenantParams tenant,
            @QueryParam("dimension") @DefaultValue("realtime") String dimension,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new BadRequestException("limit " + limit + " is not in 1.." + MAX_PAGE);
        }
        return new Loads(
                workload()
                        .loads(tenant.tenant(), Parameters.required(Dimension.class, "dimension", dimension), limit)
                        .stream()
                        .map(load -> new Load(load.agent().userId(), load.cases()))
                        .toList());
    }

    private Workload workload() {
        return signalbox.workload();
    }

    private static Needs needs(JsonObject body) {
        String department = RequestBody.text(body, "department");
        return new Needs(
                body.containsKey("among") ? Set.copyOf(RequestBody.texts(body, "among")) : null,
                Set.copyOf(RequestBody.texts(body, "skills")),
                Parameters.optional(Department.class, "department", department));
    }

    /** How many cases an agent has. */
    public record Load(String agent, long cases) {}

    /** How many cases agents have, the most first. */
    public record Loads(List<Load> agents) {
        public Loads {
            agents = List.copyOf(agents);
        }
    }
}
