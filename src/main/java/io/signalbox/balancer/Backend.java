package io.signalbox.balancer;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One backend: where it is, how many tunnels lead to it, and whether it is healthy. Not healthy until its first check
 * passed. Safe from any thread; connections are counted by {@link Lease} only, health by {@link #passed} and
 * {@link #failed}.
 */
final class Backend {
    private static final System.Logger LOG = System.getLogger(Backend.class.getName());

    private final BackendAddress address;
    private final String incarnation;
    private final int rise;
    private final int fall;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile Health health = new Health(false, 0, 0, null, null);

    /**
     * @param incarnation of the node behind it; empty for a fixed backend
     * @param rise passes in a row that make it healthy again
     * @param fall failures in a row that make it unhealthy
     */
    Backend(BackendAddress address, String incarnation, int rise, int fall) {
        this.address = address;
        this.incarnation = incarnation;
        this.rise = rise;
        this.fall = fall;
    }

    BackendAddress address() {
        return address;
    }

    String id() {
        return address.id();
    }

    /** Whether this is the same start of the same backend. */
    boolean is(BackendAddress otherAddress, String otherIncarnation) {
        return address.equals(otherAddress) && incarnation.equals(otherIncarnation);
    }

    /** Tunnels that lead to it, those being dialled included. */
    int connections() {
        return connections.get();
    }

    boolean healthy() {
        return health.healthy;
    }

    /** When a check last ended; null before the first. */
    @Nullable
    Instant lastCheck() {
        return health.lastCheck;
    }

    /** Why the last check or dial failed; null when it did not. */
    @Nullable
    String lastProblem() {
        return health.lastProblem;
    }

    /** A check passed; the very first pass is enough, whatever the rise. @return whether that changed its health */
    boolean passed(Instant now) {
        boolean changed;
        synchronized (this) {
            Health old = health;
            int passes = old.passes + 1;
            boolean healthy = old.healthy || passes >= rise || old.lastCheck == null;
            changed = healthy != old.healthy;
            health = new Health(healthy, passes, 0, now, null);
        }
        if (changed) {
            LOG.log(System.Logger.Level.INFO, "backend up id={0} address={1}", id(), address.authority());
        }
        return changed;
    }

    /** A check failed. @return whether that changed its health */
    boolean failed(Instant now, String problem) {
        boolean changed;
        synchronized (this) {
            Health old = health;
            int failures = old.failures + 1;
            boolean healthy = old.healthy && failures < fall;
            changed = healthy != old.healthy;
            health = new Health(healthy, 0, failures, now, problem);
        }
        if (changed) {
            logDown(problem);
        }
        return changed;
    }

    /** A dial failed: unhealthy at once, whatever the fall. @return whether that changed its health */
    boolean dialFailed(String problem) {
        boolean changed;
        synchronized (this) {
            Health old = health;
            changed = old.healthy;
            health = new Health(false, 0, old.failures + 1, old.lastCheck, problem);
        }
        if (changed) {
            logDown(problem);
        }
        return changed;
    }

    /** @return false when a check is under way already */
    boolean checkBegins() {
        return checking.compareAndSet(false, true);
    }

    void checkEnds() {
        checking.set(false);
    }

    void connected() {
        connections.incrementAndGet();
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    private void logDown(String problem) {
        LOG.log(
                System.Logger.Level.WARNING,
                "backend down id={0} address={1} problem={2}",
                id(),
                address.authority(),
                problem);
    }

    private record Health(
            boolean healthy,
            int passes,
            int failures,
            @Nullable Instant lastCheck,
            @Nullable String lastProblem) {}
}
