package io.signalbox.limits;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import io.signalbox.limits.QuotaAlert.Kind;
import io.signalbox.limits.QuotaAlert.Window;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one user or tenant, and its block. The lock is held for the arithmetic only, so that both windows and
 * the block change together; the buckets need none of their own.
 */
final class Allowance {
    /** Answer of one that is no longer in the ledger. */
    static final long DROPPED = -1;

    private static final Window[] WINDOWS = Window.values();

    private final QuotaRule rule;
    private final TimeMeter time;
    private final @Nullable Bucket[] buckets = new Bucket[WINDOWS.length];
    private final long longestNanos;

    @GuardedBy("this")
    private long lastUsed;

    @GuardedBy("this")
    private long blockedUntil;

    @GuardedBy("this")
    private boolean dropped;

    Allowance(QuotaRule rule, TimeMeter time) {
        this.rule = rule;
        this.time = time;
        long longest = 0;
        for (Window window : WINDOWS) {
            int limit = rule.limit(window);
            if (limit > 0) {
                buckets[window.ordinal()] = Bucket.builder()
                        .addLimit(limits -> limits.capacity(limit).refillIntervally(limit, window.length()))
                        .withCustomTimePrecision(time)
                        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                        .build();
                longest = Math.max(longest, window.length().toNanos());
            }
        }
        longestNanos = longest;
        lastUsed = time.currentTimeNanos();
        blockedUntil = Long.MIN_VALUE;
    }

    /** @return 0: allowed; {@link #DROPPED}; else in how many milliseconds it will be */
    <K> long take(K key, QuotaLedger.Notices<K> notices) {
        long[] used = new long[WINDOWS.length];
        Window passed = null;
        long wait = 0;
        synchronized (this) {
            if (dropped) {
                return DROPPED;
            }
            long now = time.currentTimeNanos();
            lastUsed = now;
            if (now < blockedUntil) {
                return millis(blockedUntil - now);
            }
            for (Window window : WINDOWS) {
                Bucket bucket = buckets[window.ordinal()];
                if (bucket == null) {
                    continue;
                }
                ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
                if (probe.isConsumed()) {
                    used[window.ordinal()] = rule.limit(window) - probe.getRemainingTokens();
                } else if (probe.getNanosToWaitForRefill() >= wait) {
                    passed = window;
                    wait = probe.getNanosToWaitForRefill();
                }
            }
            if (passed != null) {
                giveBack(used);
                wait = Math.max(wait, rule.block().toNanos());
                // Asked again: the buckets may have seen a later time than this began with.
                blockedUntil = time.currentTimeNanos() + wait;
            }
        }
        tell(key, notices, used, passed);
        return millis(wait);
    }

    /** @return 0: not blocked; else in how many milliseconds the block ends */
    synchronized long blockedFor() {
        long now = time.currentTimeNanos();
        return now < blockedUntil ? millis(blockedUntil - now) : 0;
    }

    /** Ends it when it counts nothing any more. @return whether it did */
    synchronized boolean drop() {
        long now = time.currentTimeNanos();
        dropped |= now - lastUsed >= longestNanos && now >= blockedUntil;
        return dropped;
    }

    /** A message that one window refused is not counted by the other. */
    @GuardedBy("this")
    private void giveBack(long[] used) {
        for (Window window : WINDOWS) {
            Bucket bucket = buckets[window.ordinal()];
            if (bucket != null && used[window.ordinal()] > 0) {
                bucket.addTokens(1);
            }
        }
    }

    private <K> void tell(K key, QuotaLedger.Notices<K> notices, long[] used, @Nullable Window passed) {
        if (passed != null) {
            notices.notice(key, Kind.BLOCKED, passed, rule.limit(passed), rule.limit(passed));
            return;
        }
        for (Window window : WINDOWS) {
            int limit = rule.limit(window);
            if (limit > 0 && used[window.ordinal()] == rule.alertAt(limit)) {
                notices.notice(key, Kind.ALERT, window, used[window.ordinal()], limit);
            }
        }
    }

    private static long millis(long nanos) {
        long perMilli = TimeUnit.MILLISECONDS.toNanos(1);
        return (nanos + perMilli - 1) / perMilli;
    }
}
