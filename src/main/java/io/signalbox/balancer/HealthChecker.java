package io.signalbox.balancer;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.transport.DialResult;
import io.signalbox.transport.EventLoop;
import io.signalbox.transport.GetRequest;
import io.signalbox.transport.Header;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks each backend for its health, all at the same time and each on its own: a backend that hangs delays nobody. There
 * is never more than one check of a backend under way.
 */
final class HealthChecker {
    private final BackendPool pool;
    private final BalancerSettings settings;
    private final EventLoop loop;
    private final Metrics metrics;
    private final Clock clock;
    private volatile boolean stopped;

    HealthChecker(BackendPool pool, BalancerSettings settings, EventLoop loop, Metrics metrics, Clock clock) {
        this.pool = pool;
        this.settings = settings;
        this.loop = loop;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Checks all now, and then again and again until {@link #stop}. */
    void start() {
        if (!stopped) {
            checkAll();
            loop.after(settings.healthInterval(), this::start);
        }
    }

    /** Begins no more rounds. */
    void stop() {
        stopped = true;
    }

    /** Checks all now. @return completed when all checks ended */
    CompletionStage<Void> checkAll() {
        return CompletableFuture.allOf(pool.backends().stream()
                .map(b -> check(b).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Checks one now, unless it is being checked. @return completed when the check ended */
    CompletionStage<Void> check(Backend backend) {
        if (!backend.checkBegins()) {
            return CompletableFuture.completedFuture(null);
        }
        GetRequest request = new GetRequest(
                backend.address().host(),
                backend.address().port(),
                settings.healthPath(),
                List.of(new Header("Connection", "close"), new Header("User-Agent", "signalbox-balancer")));
        return loop.dial(request, settings.healthTimeout(), 0).handle((result, failure) -> {
            judge(backend, result, failure);
            backend.checkEnds();
            return null;
        });
    }

    private void judge(Backend backend, @Nullable DialResult result, @Nullable Throwable failure) {
        if (result instanceof DialResult.Upgraded upgraded) {
            upgraded.link().abort();
        }
        if (changed(backend, result, failure)) {
            metrics.count(Count.BACKEND_HEALTH_CHANGES);
        }
    }

    private boolean changed(Backend backend, @Nullable DialResult result, @Nullable Throwable failure) {
        if (result == null) {
            return backend.failed(clock.instant(), Problems.of(failure));
        }
        int status = result.head().status();
        return status == 200 ? backend.passed(clock.instant()) : backend.failed(clock.instant(), "status " + status);
    }
}
