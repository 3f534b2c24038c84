package io.signalbox.session;

import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.MonotonicClock;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What all sessions of a node share: bounds, time, counters, and whom to tell. Immutable. */
public final class SessionPolicy {
    private final SessionSettings settings;
    private final OutboxLimits limits;
    private final Map<String, OutboxLimits> limitsByType;
    private final Metrics metrics;
    private final Clock clock;
    private final SessionListener listener;
    private final Outbox.Tally tally;
    private final @Nullable MonotonicClock measuredWith;

    /** Without counts of what goes over each connection. */
    public SessionPolicy(SessionSettings settings, Metrics metrics, Clock clock, SessionListener listener) {
        this(settings, metrics, clock, listener, null);
    }

    /** @param measuredWith what round trips are measured with; null: nothing is counted of single connections */
    public SessionPolicy(
            SessionSettings settings,
            Metrics metrics,
            Clock clock,
            SessionListener listener,
            @Nullable MonotonicClock measuredWith) {
        this.measuredWith = measuredWith;
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

    /** For one connection; null when nothing is counted. */
    @Nullable
    Traffic newTraffic() {
        return measuredWith == null ? null : new Traffic(measuredWith, clock);
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
