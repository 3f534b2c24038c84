package io.signalbox.balancer;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Chooses among backends. Called by {@link BackendPool} under its lock, one choice after the other. */
sealed interface Strategy {
    /**
     * @param backends all of them, in their stable order
     * @param eligible which of them may be chosen
     * @return null when none may
     */
    @Nullable
    Backend choose(List<Backend> backends, Predicate<Backend> eligible);

    /** Each in turn, in the order of the list; those that are not eligible are passed over. */
    final class RoundRobin implements Strategy {
        private @Nullable Backend last;

        @Override
        public @Nullable Backend choose(List<Backend> backends, Predicate<Backend> eligible) {
            // The place of the last one, not a counter: the turn goes on where it was when the list changes.
            int begin = last == null ? 0 : backends.indexOf(last) + 1;
            for (int i = 0; i < backends.size(); i++) {
                Backend backend = backends.get((begin + i) % backends.size());
                if (eligible.test(backend)) {
                    last = backend;
                    return backend;
                }
            }
            return null;
        }
    }

    /** The one with the fewest tunnels; among equals the first in the list. */
    final class LeastConnections implements Strategy {
        @Override
        public @Nullable Backend choose(List<Backend> backends, Predicate<Backend> eligible) {
            Backend best = null;
            for (Backend backend : backends) {
                if (eligible.test(backend) && (best == null || backend.connections() < best.connections())) {
                    best = backend;
                }
            }
            return best;
        }
    }
}
