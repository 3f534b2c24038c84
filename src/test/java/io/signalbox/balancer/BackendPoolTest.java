package io.signalbox.balancer;

import static io.signalbox.testing.ChangingMembership.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.node.NodeRole;
import io.signalbox.testing.ChangingMembership;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("B16")
final class BackendPoolTest {
    private final ChangingMembership membership = new ChangingMembership();

    @Test
    void hub_nodes_of_the_cluster_come_and_go() {
        BackendPool pool = pool("");
        List<Backend> added = new ArrayList<>();
        pool.start(added::add);
        assertThat(pool.backends()).isEmpty();

        membership.join(node("n2", 2, NodeRole.HUB, "1"));
        membership.join(node("n1", 1, NodeRole.ALL, "1"));
        assertThat(ids(pool)).containsExactly("n1", "n2");
        assertThat(added).extracting(Backend::id).containsExactly("n2", "n1");

        membership.leave("n2");
        assertThat(ids(pool)).containsExactly("n1");
    }

    @Test
    void a_node_that_stays_keeps_its_connections_and_health() {
        BackendPool pool = pool("");
        pool.start(backend -> backend.passed(Instant.EPOCH));
        membership.join(node("n1", 1, NodeRole.HUB, "1"));
        Lease lease = Objects.requireNonNull(pool.lease(Set.of()));
        membership.join(node("n2", 2, NodeRole.HUB, "1"));
        assertThat(pool.backends().get(0)).isSameAs(lease.backend());
        assertThat(pool.backends().get(0).healthy()).isTrue();
    }

    @Test
    void a_node_that_left_is_not_chosen_and_its_tunnels_do_not_matter() {
        BackendPool pool = pool("");
        pool.start(backend -> backend.passed(Instant.EPOCH));
        membership.join(node("n1", 1, NodeRole.HUB, "1"));
        Lease lease = Objects.requireNonNull(pool.lease(Set.of()));
        membership.leave("n1");
        assertThat(pool.lease(Set.of())).isNull();
        lease.release();
    }

    @Test
    void a_restarted_node_is_a_new_backend_that_has_to_pass_a_check() {
        BackendPool pool = pool("");
        pool.start(backend -> {});
        membership.join(node("n1", 1, NodeRole.HUB, "1"));
        pool.backends().get(0).passed(Instant.EPOCH);
        membership.leave("n1");
        membership.join(node("n1", 1, NodeRole.HUB, "2"));
        assertThat(pool.backends().get(0).healthy()).isFalse();
    }

    @Test
    void fixed_backends_stand_before_those_of_the_cluster() {
        membership.join(node("a", 1, NodeRole.HUB, "1"));
        BackendPool pool = pool("z=127.0.0.1:9, cluster");
        assertThat(ids(pool)).containsExactly("z", "a");
    }

    @Test
    void fixed_backends_alone_leave_the_cluster_out() {
        membership.join(node("a", 1, NodeRole.HUB, "1"));
        assertThat(ids(pool("z=127.0.0.1:9"))).containsExactly("z");
    }

    private BackendPool pool(String backends) {
        return new BackendPool(BalancerFixture.settings(Map.of("signalbox.balancer.backends", backends)), membership);
    }

    private static List<String> ids(BackendPool pool) {
        return pool.backends().stream().map(Backend::id).toList();
    }
}
