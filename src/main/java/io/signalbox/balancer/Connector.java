package io.signalbox.balancer;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.transport.DialResult;
import io.signalbox.transport.EventLoop;
import io.signalbox.transport.GetRequest;
import io.signalbox.transport.Header;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds a backend that takes a client: dials the chosen one, and the next when that fails. Safe from any thread. */
final class Connector {
    private static final System.Logger LOG = System.getLogger(Connector.class.getName());
    /** Most backends tried for one client. */
    private static final int MAX_TRIES = 4;
    /** Largest part of a backend's refusal that a client gets to see, in bytes. */
    private static final int MAX_BODY = 16 * 1024;

    private static final List<Header> RETRY = List.of(new Header("Retry-After", "1"));

    private final BackendPool pool;
    private final Tunnels tunnels;
    private final BalancerSettings settings;
    private final Metrics metrics;

    Connector(BackendPool pool, Tunnels tunnels, BalancerSettings settings, Metrics metrics) {
        this.pool = pool;
        this.tunnels = tunnels;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** @return completed on {@code loop} or by the caller; never fails */
    CompletionStage<Admission> connect(ConnectRequest request, EventLoop loop) {
        if (!tunnels.reserve()) {
            return CompletableFuture.completedFuture(unavailable(
                    tunnels.draining() ? "this balancer is draining" : "this balancer has no room for more tunnels"));
        }
        Attempts attempts = new Attempts(request, loop);
        attempts.next();
        return attempts.admission.whenComplete((admission, failure) -> {
            if (!(admission instanceof Admission.Accepted)) {
                tunnels.unreserve();
            }
        });
    }

    private static Admission.Refused unavailable(String detail) {
        return Admission.Refused.problem(503, "Service Unavailable", detail, RETRY);
    }

    /** The tries for one client, one after the other. */
    private final class Attempts {
        private final ConnectRequest request;
        private final EventLoop loop;
        private final Set<Backend> tried = new HashSet<>();
        private final CompletableFuture<Admission> admission = new CompletableFuture<>();

        Attempts(ConnectRequest request, EventLoop loop) {
            this.request = request;
            this.loop = loop;
        }

        void next() {
            Lease lease = tried.size() < MAX_TRIES ? pool.lease(tried) : null;
            if (lease == null) {
                admission.complete(unavailable(
                        tried.isEmpty()
                                ? "no backend is healthy"
                                : "no backend took the connection, " + tried.size() + " tried"));
                return;
            }
            tried.add(lease.backend());
            GetRequest get;
            try {
                get = request.to(lease.backend().address());
            } catch (IllegalArgumentException e) {
                lease.release();
                admission.complete(Admission.Refused.problem(400, "Bad Request", String.valueOf(e.getMessage())));
                return;
            }
            loop.dial(get, settings.connectTimeout(), MAX_BODY)
                    .whenComplete((result, failure) -> dialled(lease, result, failure));
        }

        private void dialled(Lease lease, @Nullable DialResult result, @Nullable Throwable failure) {
            if (result instanceof DialResult.Upgraded upgraded) {
                admission.complete(tunnels.pending(request, lease, upgraded));
                return;
            }
            lease.release();
            if (result instanceof DialResult.Answered answered) {
                refused(lease.backend(), answered);
            } else {
                failed(lease.backend(), Problems.of(failure));
            }
        }

        /** A refusal of this client is the client's to know; anything else is the backend's fault. */
        private void refused(Backend backend, DialResult.Answered answered) {
            int status = answered.head().status();
            if (status >= 400 && status < 500) {
                String type = answered.head().header("Content-Type").orElse("text/plain");
                admission.complete(new Admission.Refused(status, List.of(), type, answered.body()));
                return;
            }
            metrics.count(Count.BACKEND_CONNECT_FAILURES);
            // Not marked unhealthy: it does answer, and may only be draining. Its health check says what it is.
            LOG.log(System.Logger.Level.DEBUG, "backend refused id={0} status={1}", backend.id(), status);
            next();
        }

        private void failed(Backend backend, String problem) {
            metrics.count(Count.BACKEND_CONNECT_FAILURES);
            if (backend.dialFailed(problem)) {
                metrics.count(Count.BACKEND_HEALTH_CHANGES);
            }
            next();
        }
    }
}
