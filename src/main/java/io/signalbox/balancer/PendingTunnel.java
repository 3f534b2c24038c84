package io.signalbox.balancer;

import io.signalbox.transport.ByteLink;
import io.signalbox.transport.DialResult;
import io.signalbox.transport.EventLoop;
import io.signalbox.transport.Header;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** A backend's half of a tunnel, waiting for the client's half; not for ever. */
final class PendingTunnel implements Admission.Accepted {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Set<String> COPIED = Set.of(
            "sec-websocket-accept",
            "sec-websocket-protocol",
            "sec-websocket-extensions",
            "x-wsc-client-id",
            "x-wsc-node-id",
            "set-cookie");

    private final Tunnels tunnels;
    private final ConnectRequest request;
    private final Lease lease;
    private final DialResult.Upgraded backend;
    private final AtomicBoolean decided = new AtomicBoolean();
    private final EventLoop.Timer timer;

    PendingTunnel(Tunnels tunnels, ConnectRequest request, Lease lease, DialResult.Upgraded backend) {
        this.tunnels = tunnels;
        this.request = request;
        this.lease = lease;
        this.backend = backend;
        this.timer = backend.loop().after(LONGEST_WAIT, this::abandon);
    }

    @Override
    public List<Header> answerHeaders() {
        return backend.head().headers().stream()
                .filter(h -> COPIED.contains(h.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    @Override
    public void start(ByteLink client) {
        if (!decided.compareAndSet(false, true)) {
            client.abort();
            return;
        }
        timer.cancel();
        tunnels.open(request, lease, backend, client);
    }

    @Override
    public void abandon() {
        if (decided.compareAndSet(false, true)) {
            timer.cancel();
            backend.link().abort();
            lease.release();
            tunnels.unreserve();
        }
    }
}
