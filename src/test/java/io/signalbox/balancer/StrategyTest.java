package io.signalbox.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.ChangingMembership;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class StrategyTest {
    @Test
    @Tag("B03")
    void round_robin_rotates_strictly_over_three_backends() {
        BackendPool pool = pool("round-robin");
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            chosen.add(lease(pool).backend().id());
        }
        for (int i = 0; i < 300; i++) {
            assertThat(chosen.get(i)).isEqualTo(List.of("x", "y", "z").get(i % 3));
        }
        assertThat(pool.backends()).allMatch(backend -> backend.connections() == 100);
    }

    @Test
    @Tag("B03")
    void round_robin_is_fair_when_many_choose_at_once() throws Exception {
        BackendPool pool = pool("round-robin");
        together(() -> lease(pool));
        assertThat(pool.backends()).allMatch(backend -> backend.connections() == 100);
    }

    @Test
    @Tag("B03")
    void round_robin_passes_over_the_unhealthy_and_goes_on_where_it_was() {
        BackendPool pool = pool("round-robin");
        assertThat(lease(pool).backend().id()).isEqualTo("x");
        pool.backends().get(1).dialFailed("gone");
        assertThat(lease(pool).backend().id()).isEqualTo("z");
        assertThat(lease(pool).backend().id()).isEqualTo("x");
        pool.backends().get(1).passed(Instant.EPOCH);
        assertThat(lease(pool).backend().id()).isEqualTo("y");
    }

    @Test
    @Tag("B04")
    void least_connections_takes_the_one_with_none() {
        BackendPool pool = pool("least-connections");
        new Lease(pool.backends().get(0));
        new Lease(pool.backends().get(0));
        new Lease(pool.backends().get(2));
        assertThat(lease(pool).backend().id()).isEqualTo("y");
    }

    @Test
    @Tag("B04")
    void least_connections_breaks_ties_by_the_order_of_the_list() {
        BackendPool pool = pool("least-connections");
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chosen.add(lease(pool).backend().id());
        }
        assertThat(chosen).containsExactly("x", "y", "z", "x", "y", "z");
    }

    @Test
    @Tag("B04")
    void least_connections_is_exact_when_many_choose_and_leave_at_once() throws Exception {
        BackendPool pool = pool("least-connections");
        together(() -> {
            lease(pool).release();
            lease(pool);
        });
        assertThat(pool.backends().stream().mapToInt(Backend::connections).sum())
                .isEqualTo(300);
    }

    @Test
    void a_lease_is_given_back_once() {
        BackendPool pool = pool("round-robin");
        Lease lease = lease(pool);
        lease.release();
        lease.release();
        assertThat(lease.backend().connections()).isZero();
    }

    @Test
    void nobody_is_chosen_twice_for_one_client() {
        BackendPool pool = pool("round-robin");
        assertThat(pool.lease(Set.copyOf(pool.backends()))).isNull();
    }

    private static BackendPool pool(String strategy) {
        BackendPool pool = new BackendPool(
                BalancerFixture.settings(Map.of(
                        "signalbox.balancer.strategy",
                        strategy,
                        "signalbox.balancer.backends",
                        "x=127.0.0.1:1,y=127.0.0.1:2,z=127.0.0.1:3")),
                new ChangingMembership());
        pool.backends().forEach(backend -> backend.passed(Instant.EPOCH));
        return pool;
    }

    private static Lease lease(BackendPool pool) {
        return Objects.requireNonNull(pool.lease(Set.of()));
    }

    /** Runs {@code task} 300 times on ten threads. */
    private static void together(Runnable task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            runs.add(threads.submit(task));
        }
        for (Future<?> run : runs) {
            run.get();
        }
        threads.shutdown();
    }
}
