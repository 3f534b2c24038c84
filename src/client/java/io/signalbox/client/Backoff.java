package io.signalbox.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Exponential back-off with full jitter: each delay is drawn evenly between zero and a bound that grows up to the cap,
 * so that a thousand clients of a lost node do not come back in the same instant.
 */
final class Backoff {
    private final double baseNanos;
    private final double capNanos;
    private final double factor;
    private final DoubleSupplier random;
    private double boundNanos;

    /** @param random evenly from zero to below one */
    Backoff(Duration base, Duration cap, double factor, DoubleSupplier random) {
        this.baseNanos = base.toNanos();
        this.capNanos = cap.toNanos();
        this.factor = factor;
        this.random = random;
        this.boundNanos = Math.min(baseNanos, capNanos);
    }

    /** The delay before the next attempt. */
    Duration next() {
        double delay = random.getAsDouble() * boundNanos;
        boundNanos = Math.min(capNanos, boundNanos * factor);
        return Duration.ofNanos((long) delay);
    }

    /** Only a registered connection earns this: an accepted socket proves nothing about the hub behind it. */
    void reset() {
        boundNanos = Math.min(baseNanos, capNanos);
    }
}
