package io.signalbox.balancer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The backends, in a stable order: the fixed ones as the operator wrote them, then the hub nodes of the cluster by id. A
 * node that leaves is not chosen any more; its tunnels live on. A node that comes back as a new incarnation is a new
 * backend. Safe from any thread.
 */
final class BackendPool {
    private final BalancerSettings settings;
    private final Membership membership;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Strategy strategy;

    private volatile List<Backend> backends = List.of();
    private volatile Consumer<Backend> whenAdded = backend -> {};

    BackendPool(BalancerSettings settings, Membership membership) {
        this.settings = settings;
        this.membership = membership;
        this.strategy = settings.strategy().create();
        refresh();
    }

    /** Follows the cluster from now on; tells of each backend that comes, on the thread that brought the news. */
    void start(Consumer<Backend> newListener) {
        whenAdded = newListener;
        if (settings.backends().cluster()) {
            membership.onChange(this::refresh);
        }
        refresh();
    }

    /** All, in their order. */
    List<Backend> backends() {
        return backends;
    }

    /**
     * Chooses the next healthy backend and counts the connection in the same step, so that concurrent choices see each
     * other.
     *
     * @param tried those that must not be chosen
     * @return null when none is left
     */
    @Nullable
    Lease lease(Set<Backend> tried) {
        synchronized (lock) {
            Backend backend = strategy.choose(backends, b -> b.healthy() && !tried.contains(b));
            return backend == null ? null : new Lease(backend);
        }
    }

    private void refresh() {
        List<Backend> added = new ArrayList<>();
        synchronized (lock) {
            List<Backend> next = new ArrayList<>();
            for (BackendAddress address : settings.backends().fixed()) {
                next.add(keptOrNew(address, "", added));
            }
            if (settings.backends().cluster()) {
                membership.members().stream()
                        .filter(node -> node.role().servesHub())
                        .filter(node -> next.stream().noneMatch(b -> b.id().equals(node.id())))
                        .sorted(Comparator.comparing(NodeInfo::id))
                        .toList()
                        .forEach(node -> next.add(keptOrNew(address(node), node.incarnation(), added)));
            }
            backends = List.copyOf(next);
        }
        added.forEach(whenAdded);
    }

    private Backend keptOrNew(BackendAddress address, String incarnation, List<Backend> added) {
        for (Backend backend : backends) {
            if (backend.is(address, incarnation)) {
                return backend;
            }
        }
        Backend backend = new Backend(address, incarnation, settings.healthRise(), settings.healthFall());
        added.add(backend);
        return backend;
    }

    private static BackendAddress address(NodeInfo node) {
        return new BackendAddress(node.id(), node.host(), node.port(), BackendAddress.HUB_PATH);
    }
}
