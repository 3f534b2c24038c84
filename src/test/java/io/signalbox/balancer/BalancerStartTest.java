package io.signalbox.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeLife;
import io.signalbox.testing.ChangingMembership;
import io.signalbox.transport.EventLoops;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("H49")
class BalancerStartTest {
    @Test
    void a_balancer_that_is_started_again_follows_the_cluster_once_and_one_that_is_not_refuses_at_once()
            throws Exception {
        ChangingMembership cluster = new ChangingMembership();
        EventLoops loops = new EventLoops("test-start", 1);
        Balancer balancer = new Balancer(
                BalancerFixture.settings(Map.of()), cluster, new NodeLife(), loops, new Metrics(), Clock.systemUTC());
        loops.start();
        try {
            assertThat(balancer.connect(BalancerFixture.request(""))
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS))
                    .isInstanceOf(Admission.Refused.class);
            balancer.start();
            balancer.start();
            assertThat(cluster.followers()).isEqualTo(1);
        } finally {
            balancer.stop();
            loops.stop();
        }
    }
}
