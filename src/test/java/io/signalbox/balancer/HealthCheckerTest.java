package io.signalbox.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.ChangingMembership;
import io.signalbox.transport.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("B09")
final class HealthCheckerTest {
    private final EventLoop loop = new EventLoop("test-health");
    private final Metrics metrics = new Metrics();
    private final List<HttpServer> servers = new ArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        servers.forEach(server -> server.stop(0));
        loop.stop();
    }

    @Test
    void a_backend_is_unhealthy_until_its_first_check_passed() throws Exception {
        BackendPool pool = pool(Map.of("signalbox.balancer.health.rise", "3"), answering());
        assertThat(pool.backends().get(0).healthy()).isFalse();
        ended(checker(pool, Map.of()).checkAll());
        assertThat(pool.backends().get(0).healthy()).isTrue();
        assertThat(pool.backends().get(0).lastCheck()).isNotNull();
    }

    @Test
    void fall_and_rise_count_checks_in_a_row() throws Exception {
        Map<String, String> settings =
                Map.of("signalbox.balancer.health.rise", "2", "signalbox.balancer.health.fall", "2");
        BackendPool pool = pool(settings, answering());
        HealthChecker checker = checker(pool, settings);
        List<Boolean> seen = new ArrayList<>();
        for (int next : List.of(200, 500, 200, 500, 404, 200, 200)) {
            status.set(next);
            ended(checker.checkAll());
            seen.add(pool.backends().get(0).healthy());
        }
        assertThat(seen).containsExactly(true, true, true, true, false, false, true);
        assertThat(metrics.value(Count.BACKEND_HEALTH_CHANGES)).isEqualTo(3);
    }

    @Test
    void a_hung_backend_does_not_delay_the_others_and_is_asked_once() throws Exception {
        Map<String, String> settings = Map.of("signalbox.balancer.health.timeout", "60s");
        BackendPool pool = pool(settings, hanging(), answering());
        HealthChecker checker = checker(pool, settings);
        CompletionStage<Void> hung = checker.check(pool.backends().get(0));
        ended(checker.checkAll());
        assertThat(pool.backends().get(1).healthy()).isTrue();
        assertThat(pool.backends().get(0).healthy()).isFalse();
        assertThat(hung.toCompletableFuture()).isNotDone();
        assertThat(asked.get()).isLessThanOrEqualTo(1);
        release.countDown();
        ended(hung);
    }

    @Test
    void a_check_that_takes_too_long_has_failed() throws Exception {
        Map<String, String> settings = Map.of("signalbox.balancer.health.timeout", "50ms");
        BackendPool pool = pool(settings, hanging());
        ended(checker(pool, settings).checkAll());
        assertThat(pool.backends().get(0).lastProblem()).contains("in time");
    }

    @Test
    void nobody_listening_has_failed() throws Exception {
        int port = answering();
        servers.get(0).stop(0);
        BackendPool pool = pool(Map.of(), port);
        ended(checker(pool, Map.of()).checkAll());
        assertThat(pool.backends().get(0).lastProblem()).contains("refused");
    }

    @Test
    @Tag("B10")
    void a_failed_dial_makes_it_unhealthy_at_once_whatever_the_fall() throws Exception {
        BackendPool pool = pool(Map.of("signalbox.balancer.health.fall", "5"), answering());
        ended(checker(pool, Map.of()).checkAll());
        assertThat(pool.backends().get(0).dialFailed("refused")).isTrue();
        assertThat(pool.backends().get(0).healthy()).isFalse();
    }

    private HealthChecker checker(BackendPool pool, Map<String, String> settings) {
        return new HealthChecker(pool, BalancerFixture.settings(settings), loop, metrics, Clock.systemUTC());
    }

    private static BackendPool pool(Map<String, String> more, int... ports) {
        List<String> backends = new ArrayList<>();
        for (int port : ports) {
            backends.add("b" + backends.size() + "=127.0.0.1:" + port);
        }
        Map<String, String> settings = new HashMap<>(more);
        settings.put("signalbox.balancer.backends", String.join(",", backends));
        return new BackendPool(BalancerFixture.settings(settings), new ChangingMembership());
    }

    private int answering() throws IOException {
        return server(() -> {});
    }

    private int hanging() throws IOException {
        return server(() -> {
            asked.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private int server(Runnable before) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            before.run();
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private static void ended(CompletionStage<Void> checks) throws Exception {
        checks.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
