package io.signalbox.delivery;

import io.signalbox.hub.FailureCode;
import io.signalbox.hub.RetryPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to try again (contract 2.10): before try n+1 there is a pause of {@code min(base · factor^(n−1), max)}, made
 * shorter or longer by the jitter. Only asked, it waits for nothing itself. Safe from any thread if its random is.
 */
public final class Retries implements RetryPolicy {
    private final RetrySettings settings;
    private final RandomGenerator random;

    /** @param random for the jitter; safe from any thread */
    public Retries(RetrySettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /** Whether a failure with that code is worth another try. */
    public boolean retries(FailureCode code) {
        return settings.retries(code);
    }

    /** The pause before the n-th retry, n from 1. */
    public Duration delay(int n) {
        double nanos = Math.min(settings.baseDelay().toNanos() * Math.pow(settings.factor(), n - 1), (double)
                settings.maxDelay().toNanos());
        double jitter = settings.jitterPercent() / 100.0;
        return Duration.ofNanos(Math.round(nanos * (1 + jitter * (2 * random.nextDouble() - 1))));
    }

    @Override
    public @Nullable Duration pause(int failures, FailureCode code) {
        return failures <= settings.maxRetries() && retries(code) ? delay(failures) : null;
    }
}
