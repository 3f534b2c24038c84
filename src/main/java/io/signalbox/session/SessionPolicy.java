package io.signalbox.session;

import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

/** What all sessions of a node share: bounds, time, counters, and whom to tell. Immutable. */
public final class SessionPolicy {
    private final SessionSettings settings;
    private final OutboxLimits limits;
    private final Map<String, OutboxLimits> limitsByType;
    private final Metrics metrics;
    private final Clock clock;
    private final SessionListener listener;
    private final Outbox.Tally tally;

    public SessionPolicy(SessionSettings settings, Metrics metrics, Clock clock, SessionListener listener) {
        this.settings = settings;
        this.limits = settings.outbox(settings.outboxMessages());
        this.limitsByType = settings.outboxMessagesByType().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> settings.outbox(entry.getValue())));
        this.metrics = metrics;
        this.clock = clock;
        this.listener = listener;
        this.tally = () -> metrics.count(Count.OUTBOX_EXPIRED);
    }

    SessionSettings settings() {
        return settings;
    }

    /** Bounds of the outbox of a user of that type (contract R23). */
    OutboxLimits limits(UserType userType) {
        return limitsByType.getOrDefault(userType.wireName(), limits);
    }

    Metrics metrics() {
        return metrics;
    }

    Clock clock() {
        return clock;
    }

    SessionListener listener() {
        return listener;
    }

    Outbox.Tally tally() {
        return tally;
    }
}
