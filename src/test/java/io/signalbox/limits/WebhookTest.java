package io.signalbox.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbox.limits.QuotaAlert.Kind;
import io.signalbox.limits.QuotaAlert.Scope;
import io.signalbox.limits.QuotaAlert.Window;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against a real HTTP server. */
class WebhookTest {
    private static final QuotaAlert ALERT = new QuotaAlert(
            Kind.BLOCKED, Scope.USER, "app/ns/\"al\u00efce\"\n", Window.MINUTE, 10, 10, ManualClock.START);
    private static final Secret SECRET = new Secret("top-secret");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile boolean hangsInBody;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/hook", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    @Tag("K10")
    void an_alert_is_posted_as_json_with_its_counts_and_signed() throws Exception {
        webhook(SECRET, LONG).send(ALERT);
        Request request = requests.get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.contentType()).isEqualTo("application/json");
        assertThat(Json.object(request.body()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "kind", "blocked",
                        "scope", "user",
                        "key", "app/ns/\"al\u00efce\"\n",
                        "window", "minute",
                        "count", BigDecimal.TEN,
                        "limit", BigDecimal.TEN,
                        "at", "2026-11-22T10:00:00Z"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("top-secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(request.signature())
                .isEqualTo("sha256="
                        + HexFormat.of().formatHex(mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void without_a_secret_it_is_not_signed() {
        webhook(new Secret(""), LONG).send(ALERT);
        assertThat(requests.get(0).signature()).isNull();
    }

    @Test
    @Tag("K10")
    void after_a_500_it_is_tried_again_and_then_done() {
        answers.addAll(List.of(500, 200));
        ManualScheduler scheduler = new ManualScheduler();
        Metrics metrics = new Metrics();
        AlertQueue queue = new AlertQueue(webhook(SECRET, LONG), new DirectExecutor(), scheduler, metrics);
        queue.accept(ALERT);
        assertThat(requests).hasSize(1);
        scheduler.advance(AlertQueue.FIRST_PAUSE);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1)).isEqualTo(requests.get(0));
        assertThat(metrics.value(Count.ALERTS_SENT)).isEqualTo(1);
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    void what_may_help_later_is_worth_another_try_and_a_refusal_is_not() {
        answers.addAll(List.of(503, 429, 408, 400, 404, 302));
        for (boolean worth : new boolean[] {true, true, true, false, false, false}) {
            AlertNotSentException failure = catchThrowableOfType(
                    AlertNotSentException.class, () -> webhook(SECRET, LONG).send(ALERT));
            assertThat(failure.worthRetrying()).as(failure.getMessage()).isEqualTo(worth);
        }
    }

    @Test
    @Tag("K10")
    void a_server_that_hangs_costs_its_time_limit_and_no_more() {
        answers.add(-1);
        assertTimesOut();
    }

    @Test
    void a_server_that_hangs_in_the_middle_of_its_answer_costs_no_more_either() {
        hangsInBody = true;
        assertTimesOut();
    }

    @Test
    void nobody_who_listens_is_worth_another_try_and_the_failure_names_no_address_and_no_secret() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Webhook webhook = new Webhook(client, URI.create("http://127.0.0.1:" + port + "/token-in-path"), SECRET, LONG);
        AlertNotSentException failure = catchThrowableOfType(AlertNotSentException.class, () -> webhook.send(ALERT));
        assertThat(failure.worthRetrying()).isTrue();
        assertThat(webhook.name() + failure).doesNotContain("token-in-path", "top-secret");
        assertThat(SECRET.toString()).doesNotContain("top-secret");
    }

    private void assertTimesOut() {
        Webhook webhook = webhook(SECRET, Duration.ofMillis(200));
        assertThatThrownBy(() -> webhook.send(ALERT))
                .isInstanceOfSatisfying(
                        AlertNotSentException.class,
                        failure -> assertThat(failure.worthRetrying()).isTrue());
    }

    private Webhook webhook(Secret secret, Duration timeout) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        return new Webhook(client, address, secret, timeout);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst(Webhook.SIGNATURE),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            int status = answers.isEmpty() ? 200 : answers.remove(0);
            if (status < 0) {
                waitForEnd();
                return;
            }
            if (hangsInBody) {
                exchange.sendResponseHeaders(200, 10);
                exchange.getResponseBody().write('a');
                exchange.getResponseBody().flush();
                waitForEnd();
                return;
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void waitForEnd() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Request(
            String method,
            @Nullable String contentType,
            @Nullable String signature,
            String body) {}
}
