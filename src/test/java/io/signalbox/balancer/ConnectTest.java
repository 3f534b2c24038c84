package io.signalbox.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.testing.ChangingMembership;
import io.signalbox.testing.EchoBackend;
import io.signalbox.testing.FakeClient;
import io.signalbox.testing.WireFrame;
import io.signalbox.transport.Header;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ConnectTest {
    /** Health checks that come once and not again, so that only the dial finds out. */
    private static final Map<String, String> RARELY = Map.of("signalbox.balancer.health.interval", "1h");

    @Test
    @Tag("B11")
    void a_dead_backend_is_passed_over_without_the_client_noticing() throws Exception {
        try (EchoBackend dead = new EchoBackend();
                EchoBackend alive = new EchoBackend();
                BalancerFixture fixture = BalancerFixture.over(RARELY, dead, alive)) {
            dead.die();
            FakeClient client = fixture.connect("");
            client.send(WireFrame.text("hello"));
            assertThat(client.next().text()).isEqualTo("hello");
            assertThat(fixture.balancer.backends())
                    .extracting(BackendView::healthy)
                    .containsExactly(false, true);
            assertThat(fixture.balancer.backends())
                    .extracting(BackendView::connections)
                    .containsExactly(0, 1);
            assertThat(fixture.metrics.value(Count.BACKEND_CONNECT_FAILURES)).isEqualTo(1);
        }
    }

    @Test
    @Tag("B11")
    void a_backend_that_does_not_answer_the_handshake_in_time_is_passed_over() throws Exception {
        Map<String, String> quick =
                Map.of("signalbox.balancer.health.interval", "1h", "signalbox.balancer.connect-timeout", "100ms");
        try (EchoBackend hung = new EchoBackend().hanging();
                EchoBackend alive = new EchoBackend();
                BalancerFixture fixture = BalancerFixture.over(quick, hung, alive)) {
            assertThat(fixture.admission("")).isInstanceOf(Admission.Accepted.class);
            assertThat(alive.nextHead()).startsWith("GET /ws HTTP/1.1");
        }
    }

    @Test
    @Tag("B11")
    void a_backend_that_fails_with_5xx_is_passed_over_but_stays_healthy() throws Exception {
        try (EchoBackend draining = new EchoBackend().answering("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                EchoBackend alive = new EchoBackend();
                BalancerFixture fixture = BalancerFixture.over(RARELY, draining, alive)) {
            assertThat(fixture.admission("")).isInstanceOf(Admission.Accepted.class);
            assertThat(fixture.balancer.backends()).allMatch(BackendView::healthy);
        }
    }

    @Test
    @Tag("B11")
    void a_refusal_of_the_client_is_the_clients_to_know() throws Exception {
        String answer = "HTTP/1.1 400 Bad\r\nContent-Type: application/problem+json\r\nContent-Length: 2\r\n\r\n{}";
        try (EchoBackend strict = new EchoBackend().answering(answer);
                BalancerFixture fixture = BalancerFixture.over(RARELY, strict)) {
            Admission.Refused refused = (Admission.Refused) fixture.admission("");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.contentType()).isEqualTo("application/problem+json");
            assertThat(refused.body()).isEqualTo("{}");
            assertThat(fixture.balancer.backends().get(0).connections()).isZero();
        }
    }

    @Test
    @Tag("B08")
    void no_backend_is_503_and_never_a_socket() throws Exception {
        try (EchoBackend dead = new EchoBackend();
                BalancerFixture fixture = BalancerFixture.over(RARELY, dead)) {
            dead.die();
            assertThat(fixture.admission("")).isEqualTo(unavailable("no backend took the connection, 1 tried"));
            assertThat(fixture.admission("")).isEqualTo(unavailable("no backend is healthy"));
        }
    }

    @Test
    @Tag("B08")
    void more_clients_than_tunnels_allowed_get_503_until_one_leaves() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture =
                        BalancerFixture.over(Map.of("signalbox.balancer.max-tunnels", "1"), backend)) {
            FakeClient client = fixture.connect("");
            assertThat(fixture.admission("")).isEqualTo(unavailable("this balancer has no room for more tunnels"));
            client.disconnect();
            assertThat(client.awaitEnd()).isTrue();
            BalancerFixture.await(() -> fixture.balancer.tunnelCount() == 0);
            assertThat(fixture.admission("")).isInstanceOf(Admission.Accepted.class);
        }
    }

    @Test
    void a_client_that_is_gone_before_its_socket_frees_the_backend() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture =
                        BalancerFixture.over(Map.of("signalbox.balancer.max-tunnels", "1"), backend)) {
            Admission.Accepted accepted = (Admission.Accepted) fixture.admission("");
            accepted.abandon();
            accepted.abandon();
            assertThat(fixture.balancer.backends().get(0).connections()).isZero();
            assertThat(fixture.admission("")).isInstanceOf(Admission.Accepted.class);
        }
    }

    @Test
    @Tag("B15")
    void a_draining_balancer_takes_nobody() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = BalancerFixture.over(RARELY, backend)) {
            fixture.balancer.drain();
            assertThat(fixture.admission("")).isEqualTo(unavailable("this balancer is draining"));
        }
    }

    @Test
    @Tag("B14")
    void the_backend_gets_the_clients_handshake_and_who_it_is() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = BalancerFixture.over(RARELY, backend)) {
            fixture.admission(
                    "user_id=a&x=%20",
                    new Header("Sec-WebSocket-Protocol", "signalbox.v1.json"),
                    new Header("Cookie", "k=v"),
                    new Header("Authorization", "Bearer t"),
                    new Header("Origin", "http://o"),
                    new Header("X-User-ID", "alice"),
                    new Header("X-Forwarded-For", "6.6.6.6"),
                    new Header("X-Real-IP", "6.6.6.6"),
                    new Header("Transfer-Encoding", "chunked"),
                    new Header("Connection", "X-User-ID"));
            assertThat(backend.nextHead().split("\r\n"))
                    .containsExactlyInAnyOrder(
                            "GET /ws?user_id=a&x=%20 HTTP/1.1",
                            "Host: 127.0.0.1:" + backend.port(),
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Protocol: signalbox.v1.json",
                            "Cookie: k=v",
                            "Authorization: Bearer t",
                            "Origin: http://o",
                            "X-User-ID: alice",
                            "X-Forwarded-For: 192.0.2.7",
                            "X-Forwarded-Proto: http",
                            "X-Forwarded-Host: example.test:8080");
        }
    }

    @Test
    @Tag("B14")
    void the_client_gets_the_backends_answer_but_not_all_of_it() throws Exception {
        Map<String, String> answer = Map.of("Sec-WebSocket-Protocol", "p", "X-WSC-Client-ID", "c-1", "Via", "secret");
        try (EchoBackend backend = new EchoBackend(answer);
                BalancerFixture fixture = BalancerFixture.over(RARELY, backend)) {
            Admission.Accepted accepted = (Admission.Accepted) fixture.admission("");
            assertThat(accepted.answerHeaders())
                    .containsExactlyInAnyOrder(
                            new Header("Sec-WebSocket-Accept", "x"),
                            new Header("Sec-WebSocket-Protocol", "p"),
                            new Header("X-WSC-Client-ID", "c-1"));
        }
    }

    @Test
    void a_query_that_is_no_url_is_refused() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = BalancerFixture.over(RARELY, backend)) {
            Admission.Refused refused = (Admission.Refused) fixture.admission("a=b\r\nX-Evil:");
            assertThat(refused.status()).isEqualTo(400);
        }
    }

    @Test
    @Tag("B16")
    void a_cluster_without_hubs_is_503() throws Exception {
        try (BalancerFixture fixture = new BalancerFixture(new ChangingMembership(), Map.of())) {
            assertThat(fixture.admission("")).isEqualTo(unavailable("no backend is healthy"));
        }
    }

    private static Admission.Refused unavailable(String detail) {
        return new Admission.Refused(
                503,
                List.of(new Header("Retry-After", "1")),
                "application/problem+json",
                "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"detail\":\"" + detail
                        + "\"}");
    }
}
