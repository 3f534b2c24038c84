package io.signalbox.balancer;

import io.signalbox.metrics.Metrics;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeLife;
import io.signalbox.transport.Transport;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the balancer a CDI bean. Whoever boots the node starts and stops it. */
@Dependent
final class BalancerBeans {
    @Produces
    @Singleton
    static Balancer balancer(
            BalancerSettings settings,
            Membership membership,
            NodeLife life,
            Transport transport,
            Metrics metrics,
            Clock clock) {
        return new Balancer(settings, membership, life, transport.loops(), metrics, clock);
    }
}
