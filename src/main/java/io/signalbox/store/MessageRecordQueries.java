package io.signalbox.store;

import io.signalbox.hub.MessageStatus;
import io.signalbox.records.MessageRecordQuery;
import io.signalbox.records.MessageRecordStore;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The questions about message records whose conditions depend on what is asked for. */
final class MessageRecordQueries {
    private MessageRecordQueries() {}

    static List<MessageRecordEntity> page(
            EntityManager entities,
            MessageRecordQuery query,
            MessageRecordStore.@Nullable Place behind,
            Instant now,
            int limit) {
        Conditions conditions = conditions(query, now);
        if (behind != null) {
            String follows = query.oldestFirst() ? ">" : "<";
            conditions.and(
                    "(r.createdAt " + follows + " :createdAt or r.createdAt = :createdAt and r.id " + follows
                            + " :place)",
                    Map.of("createdAt", behind.createdAt(), "place", behind.id()));
        }
        String direction = query.oldestFirst() ? "asc" : "desc";
        return conditions
                .query(
                        entities,
                        "select r from MessageRecordEntity r",
                        " order by r.createdAt " + direction + ", r.id " + direction,
                        MessageRecordEntity.class)
                .setMaxResults(limit)
                .getResultList();
    }

    private static Conditions conditions(MessageRecordQuery query, Instant now) {
        Conditions conditions = new Conditions()
                .equal("appId", query.appId())
                .equal("namespace", query.namespace())
                .equal("messageId", query.messageId())
                .equal("sender", query.sender())
                .equal("receiver", query.receiver())
                .equal("clientIp", query.clientIp())
                .equal("status", query.status());
        String node = query.node();
        if (node != null) {
            conditions.and("(r.nodeId = :node or r.nodeAddress = :node)", Map.of("node", node));
        }
        if (query.retryable()) {
            conditions.and(
                    "r.status = :failed and r.retries < r.maxRetries and r.expiresAt > :now",
                    Map.of("failed", MessageStatus.FAILED, "now", now));
        }
        return conditions;
    }
}
