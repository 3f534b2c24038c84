package io.signalbox.admin;

import io.signalbox.records.ConnectionQuality;
import io.signalbox.records.ConnectionRecord;
import io.signalbox.records.ConnectionRecordCursor;
import io.signalbox.records.ConnectionRecordFilter;
import io.signalbox.records.ConnectionRecordPage;
import io.signalbox.records.ConnectionRecords;
import io.signalbox.records.ConnectionStatistics;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What is recorded of connections, of every node (contract 2.15). */
@RequestScoped
@Path("v1/records/connections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "records")
public class ConnectionRecordsResource {
    private final ConnectionRecords records;
    private final Clock clock;

    @Inject
    ConnectionRecordsResource(ConnectionRecords records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ConnectionRecordsResource() {
        this(null, null);
    }

    /** Records, page by page. */
    @GET
    @Operation(
            summary = "Records of connections",
            description = "The newest connection first. Empty unless signalbox.records.connections is true.")
    @APIResponse(responseCode = "503", description = "the database does not answer")
    public RecordedConnections page(
            @BeanParam Wanted wanted,
            @QueryParam("after") @Parameter(description = "next of the page before") @Nullable String after,
            @QueryParam("limit") @DefaultValue("100") @Parameter(description = "1 to 1,000") int limit) {
        return RecordAnswers.of(() -> {
            ConnectionRecordCursor from = after == null ? null : ConnectionRecordCursor.parse(after);
            ConnectionRecordPage page = records.page(wanted.filter(), from, limit);
            ConnectionRecordCursor next = page.next();
            return new RecordedConnections(records.isOn(), views(page.records()), next == null ? null : next.text());
        });
    }

    /** The record of one client id. */
    @GET
    @Path("clients/{client_id}")
    @Operation(summary = "The record of a client id, with its quality")
    @APIResponse(responseCode = "404", description = "there is none")
    public ConnectionRecordView client(@PathParam("client_id") String clientId, @BeanParam TenantParams tenant) {
        return RecordAnswers.of(() -> records.find(tenant.tenant().appId(), clientId))
                .map(connection -> ConnectionRecordView.of(connection, clock.instant()))
                .orElseThrow(() -> new NotFoundException("no record of client '" + clientId + "'"));
    }

    /** What records come to. */
    @GET
    @Path("statistics")
    @Operation(summary = "Totals, averages and the rate of abnormal ends", description = "Of all that are asked for.")
    public RecordedConnectionStatistics statistics(@BeanParam Wanted wanted) {
        return RecordAnswers.of(
                () -> RecordedConnectionStatistics.of(records.statistics(wanted.filter()), OptionalDouble.empty()));
    }

    /** What a user's records come to. */
    @GET
    @Path("users/{user_id}")
    @Operation(summary = "Totals and averages of a user's connections, and their quality")
    public RecordedConnectionStatistics user(@PathParam("user_id") String userId, @BeanParam TenantParams tenant) {
        return RecordAnswers.of(() -> {
            ConnectionStatistics user = records.statistics(ConnectionRecordFilter.ofUser(tenant.user(userId)));
            return RecordedConnectionStatistics.of(user, ConnectionQuality.ofUser(user));
        });
    }

    /** What a node's records come to. */
    @GET
    @Path("nodes/{node_id}")
    @Operation(summary = "Totals and averages of the connections to a node, and their quality")
    public RecordedConnectionStatistics node(@PathParam("node_id") String nodeId) {
        return RecordAnswers.of(() -> {
            ConnectionStatistics node = records.statistics(ConnectionRecordFilter.ofNode(nodeId));
            return RecordedConnectionStatistics.of(node, ConnectionQuality.ofNode(node));
        });
    }

    /** Where most goes wrong. */
    @GET
    @Path("errors")
    @Operation(summary = "Connections with at least threshold errors, those with the most first")
    public RecordedConnections errors(
            @QueryParam("threshold") @DefaultValue("10") long threshold,
            @QueryParam("app_id") @Nullable String appId,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return RecordAnswers.of(() ->
                new RecordedConnections(records.isOn(), views(records.withErrors(threshold, appId, limit)), null));
    }

    /** Who comes again and again. */
    @GET
    @Path("reconnects")
    @Operation(summary = "Client ids connected again at least threshold times, those with the most first")
    public RecordedConnections reconnects(
            @QueryParam("threshold") @DefaultValue("5") long threshold,
            @QueryParam("app_id") @Nullable String appId,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return RecordAnswers.of(() ->
                new RecordedConnections(records.isOn(), views(records.withReconnects(threshold, appId, limit)), null));
    }

    private List<ConnectionRecordView> views(List<ConnectionRecord> found) {
        Instant now = clock.instant();
        return found.stream()
                .map(connection -> ConnectionRecordView.of(connection, now))
                .toList();
    }

    /** Which records are asked for; what is absent does not matter. */
    public static class Wanted {
        @QueryParam("app_id")
        @Nullable
        String appId;

        @QueryParam("namespace")
        @Nullable
        String namespace;

        @QueryParam("user_id")
        @Nullable
        String userId;

        @QueryParam("node_id")
        @Nullable
        String nodeId;

        @QueryParam("active")
        @Nullable
        String active;

        @QueryParam("abnormal")
        @Nullable
        String abnormal;

        @QueryParam("client_ip")
        @Nullable
        String clientIp;

        ConnectionRecordFilter filter() {
            return new ConnectionRecordFilter(
                    appId,
                    namespace,
                    userId,
                    nodeId,
                    yesOrNo("active", active),
                    yesOrNo("abnormal", abnormal),
                    clientIp);
        }

        private static @Nullable Boolean yesOrNo(String parameter, @Nullable String value) {
            if (value == null) {
                return null;
            }
            return switch (value) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new BadRequestException(parameter + " '" + value + "' is neither true nor false");
            };
        }
    }

    /** Records. @param recording whether the node that was asked records its connections */
    public record RecordedConnections(
            boolean recording,
            List<ConnectionRecordView> records,
            @Nullable String next) {
        public RecordedConnections {
            records = List.copyOf(records);
        }
    }

    /**
     * What records come to.
     *
     * @param abnormalRate share of those that ended
     * @param errorRate errors for each message
     * @param quality 0 to 100; absent without connections, and for more than one user or node
     */
    public record RecordedConnectionStatistics(
            long connections,
            long active,
            long abnormal,
            long forced,
            double activeShare,
            double abnormalRate,
            long reconnects,
            double averageReconnects,
            ConnectionRecordView.Volume traffic,
            ConnectionRecordView.Pings pings,
            long errors,
            double errorRate,
            @Nullable Long averageDurationMs,
            @Nullable Double quality) {
        static RecordedConnectionStatistics of(ConnectionStatistics sums, OptionalDouble quality) {
            Duration open = sums.averageOpen();
            return new RecordedConnectionStatistics(
                    sums.connections(),
                    sums.active(),
                    sums.abnormal(),
                    sums.forced(),
                    sums.activeShare(),
                    sums.abnormalRate(),
                    sums.reconnects(),
                    sums.averageReconnects(),
                    ConnectionRecordView.Volume.of(sums.volume()),
                    ConnectionRecordView.Pings.of(sums.pings()),
                    sums.errors(),
                    sums.errorRate(),
                    open == null ? null : open.toMillis(),
                    quality.isPresent() ? quality.getAsDouble() : null);
        }
    }
}
