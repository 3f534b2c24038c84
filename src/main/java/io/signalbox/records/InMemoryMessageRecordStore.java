package io.signalbox.records;

import io.signalbox.hub.MessageStatus;
import io.signalbox.identity.Tenant;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records that are forgotten when the process ends: for tests and for running without a database. */
public final class InMemoryMessageRecordStore implements MessageRecordStore {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::createdAt).thenComparing(Place::id);

    private final Metrics metrics;
    private final Clock clock;
    private final Map<String, MessageRecord> records = new HashMap<>();

    public InMemoryMessageRecordStore(Metrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public synchronized void write(List<MessageChange> changes) {
        for (MessageChange change : changes) {
            MessageRecord before = records.get(change.id());
            MessageChange after = before == null ? change : change.on(before);
            metrics.count(Count.MESSAGE_RECORD_STATUSES_IGNORED, after.ignored());
            records.put(change.id(), after.news());
        }
    }

    @Override
    public synchronized List<MessageRecord> read(MessageRecordQuery query, @Nullable Place behind, int limit) {
        Instant now = clock.instant();
        Comparator<Place> order = query.oldestFirst() ? ORDER : ORDER.reversed();
        return records.values().stream()
                .filter(message -> matches(query, message, now))
                .filter(message -> behind == null || order.compare(Place.of(message), behind) > 0)
                .sorted(Comparator.comparing(Place::of, order))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Map<MessageStatus, Long> count(@Nullable Tenant tenant) {
        Map<MessageStatus, Long> counts = new EnumMap<>(MessageStatus.class);
        for (MessageRecord message : records.values()) {
            if (tenant == null || tenant.equals(message.subject().tenant())) {
                counts.merge(message.status(), 1L, Long::sum);
            }
        }
        return counts;
    }

    @Override
    public synchronized @Nullable Integer endOverdue(Instant now, Instant unacknowledgedSince) {
        int ended = 0;
        for (MessageRecord message : List.copyOf(records.values())) {
            MessageRecord overdue = message.ifOverdue(now, unacknowledgedSince);
            if (overdue != null) {
                records.put(message.id(), overdue);
                ended++;
            }
        }
        return ended == 0 ? null : ended;
    }

    @Override
    public synchronized int removeCreatedBefore(Instant end) {
        int before = records.size();
        records.values().removeIf(message -> message.createdAt().isBefore(end));
        return before - records.size();
    }

    private static boolean matches(MessageRecordQuery query, MessageRecord message, Instant now) {
        Tenant tenant = message.subject().tenant();
        MessageDetails details = message.details();
        return isAsked(query.appId(), tenant.appId())
                && isAsked(query.namespace(), tenant.namespace())
                && isAsked(query.messageId(), message.subject().messageId())
                && isAsked(query.sender(), message.subject().sender())
                && isAsked(query.receiver(), message.subject().receiver())
                && isAsked(query.status(), message.status())
                && (query.node() == null
                        || details != null
                                && (query.node().equals(details.nodeId())
                                        || query.node().equals(details.nodeAddress())))
                && isAsked(query.clientIp(), details == null ? null : details.clientIp())
                && (!query.retryable() || message.isRetryable(now));
    }

    private static boolean isAsked(@Nullable Object asked, @Nullable Object present) {
        return asked == null || asked.equals(present);
    }
}
