package io.signalbox.limits;

import io.github.bucket4j.TimeMeter;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts for this node alone. It holds at most so many keys: those that sent nothing for their longest window are
 * dropped by {@link #sweep()}; a key for which there is no room is let through and counted, so that invented user ids
 * cost neither memory nor other users their messages.
 */
public final class InMemoryQuotaLedger<K> implements QuotaLedger<K> {
    private final QuotaRule rule;
    private final int maxKeys;
    private final Metrics metrics;
    private final TimeMeter time;
    private final ConcurrentMap<K, Allowance> allowances = new ConcurrentHashMap<>();

    /**
     * @param rule with a limit
     * @param time that never goes back: no window and no block becomes longer when somebody sets the clock
     */
    public InMemoryQuotaLedger(QuotaRule rule, int maxKeys, Metrics metrics, TimeMeter time) {
        this.rule = rule;
        this.maxKeys = maxKeys;
        this.metrics = metrics;
        this.time = time;
    }

    @Override
    public long take(K key, Notices<K> notices) {
        while (true) {
            Allowance allowance = allowance(key);
            if (allowance == null) {
                metrics.count(Count.QUOTA_UNCOUNTED);
                return 0;
            }
            long wait = allowance.take(key, notices);
            if (wait != Allowance.DROPPED) {
                return wait;
            }
            allowances.remove(key, allowance);
        }
    }

    @Override
    public long blockedFor(K key) {
        Allowance allowance = allowances.get(key);
        return allowance == null ? 0 : allowance.blockedFor();
    }

    /** Drops what counts nothing any more. */
    public void sweep() {
        allowances.values().removeIf(Allowance::drop);
    }

    /** Keys that are counted now. */
    public int size() {
        return allowances.size();
    }

    /** Threads that come together may go beyond the bound by their number. */
    private @Nullable Allowance allowance(K key) {
        Allowance present = allowances.get(key);
        if (present != null) {
            return present;
        }
        if (allowances.size() >= maxKeys) {
            return null;
        }
        return allowances.computeIfAbsent(key, absent -> new Allowance(rule, time));
    }
}
