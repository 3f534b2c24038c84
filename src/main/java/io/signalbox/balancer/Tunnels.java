package io.signalbox.balancer;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.CloseCode;
import io.signalbox.transport.ByteLink;
import io.signalbox.transport.DialResult;
import io.signalbox.transport.FrameWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The open tunnels, and places for those that are being dialled: both together are bounded. Safe from any thread. */
final class Tunnels {
    /** A side that takes no byte for so long is given up. */
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private final BalancerSettings settings;
    private final Metrics metrics;
    private final Clock clock;
    private final Consumer<Backend> suspect;
    private final AtomicInteger places = new AtomicInteger();
    private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /** @param suspect told of a backend that dropped a tunnel */
    Tunnels(BalancerSettings settings, Metrics metrics, Clock clock, Consumer<Backend> suspect) {
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.suspect = suspect;
        // Payara's class loader finds no more classes once the application is being stopped: what a drain needs has to
        // be
        // loaded before. Seen as NoClassDefFoundError in contextDestroyed.
        rehearse();
    }

    private static void rehearse() {
        FrameWriter.close(CloseCode.GOING_AWAY);
    }

    /** Takes a place for a client; false when there is none, or no more clients are taken. */
    boolean reserve() {
        if (draining) {
            return false;
        }
        int taken = places.getAndUpdate(count -> count < settings.maxTunnels() ? count + 1 : count);
        return taken < settings.maxTunnels();
    }

    /** Gives a place back that did not become a tunnel. */
    void unreserve() {
        places.decrementAndGet();
    }

    boolean draining() {
        return draining;
    }

    int count() {
        return open.size();
    }

    /** A place became a backend's connection. */
    Admission.Accepted pending(ConnectRequest request, Lease lease, DialResult.Upgraded backend) {
        return new PendingTunnel(this, request, lease, backend);
    }

    /** Opens a tunnel in a reserved place. */
    void open(ConnectRequest request, Lease lease, DialResult.Upgraded backend, ByteLink client) {
        String ours = "lb-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        Tunnel tunnel = new Tunnel(
                lease,
                backend,
                client,
                ClientIdentity.of(request, backend.head(), ours),
                clock,
                lost -> suspect.accept(lost.backend()),
                this::ended);
        open.add(tunnel);
        metrics.count(Count.TUNNELS_OPENED);
        tunnel.start();
        if (draining) {
            tunnel.close(CloseCode.GOING_AWAY);
        }
    }

    /** All, the oldest first. */
    List<ClientView> views() {
        return open.stream()
                .sorted(Comparator.comparing(Tunnel::connectedAt))
                .map(Tunnel::view)
                .toList();
    }

    /** Asks the client for its name, the newest tunnel of that id; empty when there is none. */
    CompletionStage<Optional<NameAnswer>> queryName(String clientId) {
        return open.stream()
                .filter(tunnel -> tunnel.identity().id().equals(clientId))
                .max(Comparator.comparing(Tunnel::connectedAt))
                .map(tunnel -> tunnel.queryName(settings.queryTimeout()).thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    /** Takes no more clients and closes all tunnels with 1001. */
    void drain() {
        draining = true;
        open.forEach(tunnel -> tunnel.close(CloseCode.GOING_AWAY));
    }

    /** Ends what is left. */
    void abort() {
        draining = true;
        open.forEach(Tunnel::abort);
    }

    /** Gives up tunnels of which one side does not take its bytes. */
    void sweep() {
        for (Tunnel tunnel : open) {
            if (tunnel.stalled(STALL_LIMIT)) {
                metrics.count(Count.SLOW_CONSUMERS_CLOSED);
                tunnel.abort();
            }
        }
    }

    private void ended(Tunnel tunnel) {
        open.remove(tunnel);
        places.decrementAndGet();
        metrics.count(Count.TUNNELS_CLOSED);
    }
}
