package io.signalbox.store;

import io.signalbox.hub.MessageStatus;
import io.signalbox.records.MessageRecordQuery;
import io.signalbox.records.MessageRecordStore;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query for records of messages as JPQL: what does not matter is not in it, so that the indexes serve the rest. */
final class RecordFilter {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();
    private final String order;

    RecordFilter(MessageRecordQuery query, MessageRecordStore.@Nullable Place behind, Instant now) {
        equal("appId", query.appId());
        equal("namespace", query.namespace());
        equal("messageId", query.messageId());
        equal("sender", query.sender());
        equal("receiver", query.receiver());
        equal("clientIp", query.clientIp());
        equal("status", query.status());
        if (query.node() != null) {
            add("(m.nodeId = :node or m.nodeAddress = :node)", "node", query.node());
        }
        if (query.retryable()) {
            add("m.status = :failed", "failed", MessageStatus.FAILED);
            add("m.retries < m.maxRetries and m.expiresAt > :now", "now", now);
        }
        String follows = query.oldestFirst() ? ">" : "<";
        if (behind != null) {
            add(
                    "(m.createdAt " + follows + " :createdAt or m.createdAt = :createdAt and m.id " + follows
                            + " :place)",
                    "createdAt",
                    behind.createdAt());
            parameters.put("place", behind.id());
        }
        String direction = query.oldestFirst() ? "asc" : "desc";
        order = " order by m.createdAt " + direction + ", m.id " + direction;
    }

    List<MessageRecordEntity> read(EntityManager entities, int limit) {
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        TypedQuery<MessageRecordEntity> query =
                entities.createQuery("select m from MessageRecordEntity m" + where + order, MessageRecordEntity.class);
        parameters.forEach(query::setParameter);
        return query.setMaxResults(limit).getResultList();
    }

    private void equal(String field, @Nullable Object value) {
        if (value != null) {
            add("m." + field + " = :" + field, field, value);
        }
    }

    private void add(String condition, String parameter, Object value) {
        conditions.add(condition);
        parameters.put(parameter, value);
    }
}
