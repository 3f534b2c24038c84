package io.signalbox.balancer;

import io.signalbox.metrics.Metrics;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeLife;
import io.signalbox.transport.EventLoop;
import io.signalbox.transport.EventLoops;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The balancer: {@link #start()} once the node can be reached, {@link #drain()} when it is to stop, {@link #stop()} at
 * the end. A node whose role does not serve it refuses every client. Safe from any thread.
 */
public final class Balancer {
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final BalancerSettings settings;
    private final Membership membership;
    private final NodeLife life;
    private final BackendPool pool;
    private final HealthChecker health;
    private final Tunnels tunnels;
    private final Connector connector;
    /** For the tunnels, in turn; they are the node's and run longer than the balancer. */
    private final EventLoops loops;
    /** The one of them that looks after things. */
    private final EventLoop caretaker;

    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean started;

    /** @param loops run from before {@link #start} until after {@link #stop} */
    public Balancer(
            BalancerSettings settings,
            Membership membership,
            NodeLife life,
            EventLoops loops,
            Metrics metrics,
            Clock clock) {
        this.settings = settings;
        this.membership = membership;
        this.life = life;
        this.loops = loops;
        this.caretaker = loops.next();
        this.pool = new BackendPool(settings, membership);
        this.health = new HealthChecker(pool, settings, caretaker, metrics, clock);
        this.tunnels = new Tunnels(settings, metrics, clock, health::check);
        this.connector = new Connector(pool, tunnels, settings, metrics);
        metrics.gauge("signalbox_tunnels", "client connections tunnelled now", tunnels::count);
        metrics.gauge("signalbox_backends_healthy", "backends that take connections", this::healthy);
    }

    /** Starts the health checks, the first one at once; nothing when the role has no balancer. Idempotent. */
    public void start() {
        if (!membership.self().role().servesBalancer() || !begun.compareAndSet(false, true)) {
            return;
        }
        pool.start(health::check);
        health.start();
        started = true;
        sweep();
    }

    /** Refuses new clients and closes all tunnels with 1001, each as soon as no frame is half written. */
    public void drain() {
        tunnels.drain();
    }

    /** Ends the health checks, and all tunnels at once. Idempotent. */
    public void stop() {
        started = false;
        health.stop();
        tunnels.abort();
    }

    /** How many tunnels are open. */
    public int tunnelCount() {
        return tunnels.count();
    }

    /** Name of the strategy in the API. */
    public String strategy() {
        return settings.strategy().externalName();
    }

    /** The backends, in the order of their choice. */
    public List<BackendView> backends() {
        return pool.backends().stream()
                .map(b -> new BackendView(
                        b.id(), b.address().authority(), b.connections(), b.healthy(), b.lastCheck(), b.lastProblem()))
                .toList();
    }

    /** The clients, the oldest connection first. */
    public List<ClientView> clients() {
        return tunnels.views();
    }

    /**
     * Asks a client for its name over its own connection.
     *
     * @return after the query timeout at the latest, never failed; empty when no tunnel has that client id
     */
    public CompletionStage<Optional<NameAnswer>> queryName(String clientId) {
        return tunnels.queryName(clientId);
    }

    /**
     * Finds a backend for a client and makes the handshake with it. The caller checked the client's handshake.
     *
     * @return completed by the caller or on an event loop, where nothing may block; never fails
     */
    public CompletionStage<Admission> connect(ConnectRequest request) {
        if (!started || !life.ready()) {
            return CompletableFuture.completedFuture(Admission.Refused.problem(
                    503, "Service Unavailable", "this node does not serve as a balancer now"));
        }
        return connector.connect(request, loops.next());
    }

    private void sweep() {
        if (started) {
            tunnels.sweep();
            caretaker.after(SWEEP, this::sweep);
        }
    }

    private long healthy() {
        return pool.backends().stream().filter(Backend::healthy).count();
    }
}
