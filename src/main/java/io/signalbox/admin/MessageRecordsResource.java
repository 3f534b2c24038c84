package io.signalbox.admin;

import io.signalbox.hub.MessageStatus;
import io.signalbox.identity.Tenant;
import io.signalbox.records.MessageRecordPage;
import io.signalbox.records.MessageRecordQuery;
import io.signalbox.records.MessageRecords;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What became of messages, of every node (contract R20). */
@RequestScoped
@Path("v1/records/messages")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "records")
public class MessageRecordsResource {
    private final MessageRecords records;

    @Inject
    MessageRecordsResource(MessageRecords records) {
        this.records = records;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MessageRecordsResource() {
        this(null);
    }

    /** Records, page by page. */
    @GET
    @Operation(
            summary = "Records of messages",
            description =
                    "Newest first unless order is oldest. There are none unless signalbox.records.messages says so.")
    @APIResponse(responseCode = "200", description = "a page")
    @APIResponse(responseCode = "503", description = "the database does not answer")
    public RecordedMessages messages(
            @BeanParam Wanted wanted,
            @QueryParam("after") @Parameter(description = "next of the page before") @Nullable String after,
            @QueryParam("limit") @DefaultValue("100") @Parameter(description = "1 to 1,000") int limit) {
        MessageRecordQuery query = wanted.query();
        return RecordAnswers.of(() -> {
            MessageRecordPage page = records.page(query, after, limit);
            return new RecordedMessages(
                    page.records().stream().map(MessageRecordView::of).toList(), page.next());
        });
    }

    /** How many records there are of each status. */
    @GET
    @Path("statistics")
    @Operation(
            summary = "How many messages came how far",
            description = "Of all tenants, or of one: then app_id and namespace are both needed.")
    @APIResponse(responseCode = "503", description = "the database does not answer")
    public RecordedMessageStatistics statistics(
            @QueryParam("app_id") @Nullable String appId, @QueryParam("namespace") @Nullable String namespace) {
        if ((appId == null) != (namespace == null)) {
            throw new BadRequestException("app_id and namespace are needed together");
        }
        Tenant tenant = appId == null || namespace == null ? null : new Tenant(appId, namespace);
        return RecordAnswers.of(() -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            records.statistics(tenant).forEach((status, count) -> counts.put(status.wireName(), count));
            return new RecordedMessageStatistics(
                    counts, counts.values().stream().mapToLong(Long::longValue).sum());
        });
    }

    /** Which records are asked for; what is absent does not matter. */
    public static class Wanted {
        @QueryParam("app_id")
        @Nullable
        String appId;

        @QueryParam("namespace")
        @Nullable
        String namespace;

        @QueryParam("message_id")
        @Nullable
        String messageId;

        @QueryParam("sender")
        @Nullable
        String sender;

        @QueryParam("receiver")
        @Nullable
        String receiver;

        @QueryParam("node")
        @Nullable
        String node;

        @QueryParam("client_ip")
        @Nullable
        String clientIp;

        @QueryParam("status")
        @Nullable
        String status;

        @QueryParam("retryable")
        @DefaultValue("false")
        boolean retryable;

        @QueryParam("order")
        @DefaultValue("newest")
        @SuppressWarnings("NullAway.Init") // set by the container
        String order;

        MessageRecordQuery query() {
            return new MessageRecordQuery(
                    appId,
                    namespace,
                    messageId,
                    sender,
                    receiver,
                    node,
                    clientIp,
                    Parameters.optional(MessageStatus.class, "status", status),
                    retryable,
                    Parameters.required(Order.class, "order", order) == Order.OLDEST);
        }
    }

    /** Which come first. */
    enum Order {
        NEWEST,
        OLDEST
    }

    /** {@code GET /api/v1/records/messages}. */
    public record RecordedMessages(
            List<MessageRecordView> records, @Nullable String next) {
        public RecordedMessages {
            records = List.copyOf(records);
        }
    }

    /** {@code GET /api/v1/records/messages/statistics}: by status, none left out. */
    public record RecordedMessageStatistics(Map<String, Long> statuses, long total) {}
}
