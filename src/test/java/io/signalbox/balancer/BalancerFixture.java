package io.signalbox.balancer;

import io.signalbox.config.SettingsReader;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeState;
import io.signalbox.testing.ChangingMembership;
import io.signalbox.testing.EchoBackend;
import io.signalbox.testing.FakeClient;
import io.signalbox.transport.EventLoops;
import io.signalbox.transport.Header;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A running balancer for tests, and clients for it. */
final class BalancerFixture implements AutoCloseable {
    final Metrics metrics = new Metrics();
    final NodeLife life = new NodeLife();
    final Balancer balancer;
    private final EventLoops loops = new EventLoops("test-balancer", 2);

    BalancerFixture(Membership membership, Map<String, String> settings) {
        balancer = new Balancer(settings(settings), membership, life, loops, metrics, Clock.systemUTC());
        loops.start();
        life.advanceTo(NodeState.READY);
        balancer.start();
    }

    /** In front of fixed backends {@code b0}, {@code b1} and so on, all of which passed their first check. */
    static BalancerFixture over(Map<String, String> more, EchoBackend... backends) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "signalbox.balancer.backends",
                IntStream.range(0, backends.length)
                        .mapToObj(i -> backends[i].setting("b" + i))
                        .collect(Collectors.joining(","))));
        settings.putAll(more);
        BalancerFixture fixture = new BalancerFixture(new ChangingMembership(), settings);
        await(() -> fixture.balancer.backends().stream().allMatch(BackendView::healthy));
        return fixture;
    }

    static BalancerSettings settings(Map<String, String> values) {
        SettingsReader reader = new SettingsReader(values::get, values.keySet());
        BalancerSettings settings = BalancerSettings.from(reader);
        reader.finish();
        return settings;
    }

    /** Waits for what has no event to wait for. */
    static void await(BooleanSupplier condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(condition::getAsBoolean);
    }

    static ConnectRequest request(String query, Header... headers) {
        List<Header> all = Stream.concat(
                        Stream.of(
                                new Header("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
                                new Header("Sec-WebSocket-Version", "13")),
                        Stream.of(headers))
                .toList();
        return new ConnectRequest(query, all, "192.0.2.7", false, "example.test:8080");
    }

    Admission admission(String query, Header... headers) throws Exception {
        return balancer.connect(request(query, headers)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A client that got its socket. */
    FakeClient connect(String query) throws Exception {
        FakeClient client = new FakeClient();
        ((Admission.Accepted) admission(query)).start(client);
        return client;
    }

    @Override
    public void close() {
        balancer.stop();
        loops.stop();
    }
}
