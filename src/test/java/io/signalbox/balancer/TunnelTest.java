package io.signalbox.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.testing.EchoBackend;
import io.signalbox.testing.FakeClient;
import io.signalbox.testing.WireFrame;
import io.signalbox.transport.ByteQueue;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TunnelTest {
    @ParameterizedTest
    @Tag("B01")
    @ValueSource(ints = {1, 125, 126, 65535, 65536, 1024 * 1024})
    void text_and_binary_of_every_size_pass_both_ways(int size) throws Exception {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            client.send(WireFrame.binary(payload));
            assertThat(client.next().payload()).isEqualTo(payload);
            client.send(WireFrame.text("x".repeat(size)));
            assertThat(client.next().text()).isEqualTo("x".repeat(size));
        }
    }

    @Test
    @Tag("B01")
    void fragments_pass_as_they_are() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            client.send(new WireFrame(0x01, new byte[] {'a'}));
            client.send(new WireFrame(0x89, new byte[] {'p'}));
            client.send(new WireFrame(0x80, new byte[] {'b'}));
            assertThat(client.next().first()).isEqualTo(0x01);
            assertThat(client.next().first()).isEqualTo(0x89);
            assertThat(client.next().first()).isEqualTo(0x80);
        }
    }

    @Test
    @Tag("B13")
    void a_clients_close_code_and_reason_reach_the_backend_and_its_answer_the_client() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            client.send(WireFrame.close(4000, "client's reason"));
            WireFrame atBackend = backend.nextFrame();
            assertThat(atBackend.closeCode()).isEqualTo(4000);
            assertThat(atBackend.closeReason()).isEqualTo("client's reason");
            assertThat(client.next().closeCode()).isEqualTo(4000);
            assertThat(client.awaitEnd()).isTrue();
        }
    }

    @Test
    @Tag("B13")
    void a_backends_close_code_and_reason_reach_the_client_and_nothing_else() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            backend.nextHead();
            byte[] close = WireFrame.close(4001, "slow").unmasked();
            backend.send(close);
            assertThat(client.next().closeReason()).isEqualTo("slow");
            backend.die();
            assertThat(client.awaitEnd()).isTrue();
            assertThat(client.byteCount()).isEqualTo(close.length);
        }
    }

    @Test
    @Tag("B12")
    void a_backend_that_dies_between_frames_closes_its_clients_with_1012() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            client.send(WireFrame.text("hello"));
            assertThat(client.next().text()).isEqualTo("hello");
            backend.die();
            assertThat(client.next().closeCode()).isEqualTo(1012);
            client.send(WireFrame.close(1012, ""));
            assertThat(client.awaitEnd()).isTrue();
            BalancerFixture.await(() -> fixture.metrics.value(Count.TUNNELS_CLOSED) == 1);
            assertThat(fixture.balancer.backends().get(0).connections()).isZero();
        }
    }

    @Test
    @Tag("B12")
    void a_client_that_does_not_answer_the_1012_is_ended_all_the_same() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            backend.nextHead();
            backend.die();
            assertThat(client.next().closeCode()).isEqualTo(1012);
            assertThat(client.awaitEnd()).isTrue();
        }
    }

    @Test
    @Tag("B12")
    void a_backend_that_dies_inside_a_frame_ends_the_socket_without_a_frame() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            backend.nextHead();
            backend.send(new byte[] {(byte) 0x81, 5, 'h', 'e'});
            BalancerFixture.await(() -> client.byteCount() == 4);
            backend.die();
            assertThat(client.awaitEnd()).isTrue();
            assertThat(client.byteCount()).isEqualTo(4);
        }
    }

    @Test
    @Tag("B15")
    void draining_closes_with_1001_after_the_frame_that_is_under_way() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            backend.nextHead();
            byte[] frame = WireFrame.text("hello").unmasked();
            backend.send(new byte[] {frame[0], frame[1], frame[2]});
            BalancerFixture.await(() -> client.byteCount() == 3);
            fixture.balancer.drain();
            BalancerFixture.await(() -> !fixture.balancer.clients().get(0).active());
            backend.send(new byte[] {frame[3], frame[4], frame[5], frame[6], frame[0]});
            assertThat(client.next().text()).isEqualTo("hello");
            assertThat(client.next().closeCode()).isEqualTo(1001);
            client.send(WireFrame.close(1001, ""));
            assertThat(backend.nextFrame().closeCode()).isEqualTo(1001);
            assertThat(client.awaitEnd()).isTrue();
        }
    }

    @Test
    void a_client_that_goes_leaves_no_trace() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            client.disconnect();
            assertThat(client.awaitEnd()).isTrue();
            BalancerFixture.await(() -> fixture.balancer.tunnelCount() == 0);
            assertThat(fixture.balancer.backends().get(0).connections()).isZero();
        }
    }

    @Test
    @Tag("B01")
    void a_slow_client_stops_the_backend_and_nothing_is_lost() throws Exception {
        byte[] megabyte = WireFrame.binary(new byte[1024 * 1024]).unmasked();
        try (EchoBackend backend = new EchoBackend().silent();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            backend.nextHead();
            client.slow();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendMegabytes(backend, megabyte, 64));
            BalancerFixture.await(() -> client.byteCount() > 0);
            // One read went through; what the sockets' own buffers take is not ours. 64 MB do not fit in them.
            assertThat(client.byteCount()).isLessThanOrEqualTo(ByteQueue.HIGH_WATER);
            assertThat(sent).isNotDone();
            client.drained();
            sent.get(20, TimeUnit.SECONDS);
            BalancerFixture.await(() -> client.byteCount() == 64L * megabyte.length);
        }
    }

    @Test
    @Tag("B21")
    void a_client_is_asked_for_its_name_and_its_answer_passes_on() throws Exception {
        try (EchoBackend backend = new EchoBackend(Map.of("X-WSC-Client-ID", "c-1")).silent();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            var answer = fixture.balancer.queryName("c-1").toCompletableFuture();
            assertThat(client.next().text()).isEqualTo("{\"type\":\"query_name\",\"id\":\"c-1\"}");
            String response = "{\"type\":\"name_response\",\"client_id\":\"c-1\",\"client_name\":\"Ann\"}";
            client.send(WireFrame.text(response));
            assertThat(answer.get(10, TimeUnit.SECONDS)).contains(new NameAnswer("c-1", "Ann", "b0", true));
            assertThat(backend.nextFrame().text()).isEqualTo(response);
            assertThat(fixture.balancer.clients()).extracting(ClientView::name).containsExactly("Ann");
        }
    }

    @Test
    @Tag("B21")
    void a_client_that_does_not_answer_is_known_by_its_old_name() throws Exception {
        Map<String, String> quick = Map.of("signalbox.balancer.query-timeout", "30ms");
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = BalancerFixture.over(quick, backend)) {
            fixture.connect("client_id=c-2&user_name=Bob%20B");
            assertThat(fixture.balancer.queryName("c-2").toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .contains(new NameAnswer("c-2", "Bob B", "b0", false));
        }
    }

    @Test
    @Tag("B21")
    void nobody_is_asked_for_an_unknown_client() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            assertThat(fixture.balancer
                            .queryName("nobody")
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS))
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    @Tag("B19")
    void a_registration_frame_names_the_client() throws Exception {
        try (EchoBackend backend = new EchoBackend();
                BalancerFixture fixture = over(backend)) {
            FakeClient client = fixture.connect("");
            assertThat(fixture.balancer.clients().get(0).id()).startsWith("lb-");
            client.send(WireFrame.text("{\"client_id\":\"c-7\",\"client_name\":\"Desk 7\",\"timestamp\":1}"));
            ClientView view = fixture.balancer.clients().get(0);
            assertThat(view.id()).isEqualTo("c-7");
            assertThat(view.name()).isEqualTo("Desk 7");
            assertThat(view.backendId()).isEqualTo("b0");
            assertThat(view.active()).isTrue();
            assertThat(view.lastSeen()).isAfterOrEqualTo(view.connectedAt());
        }
    }

    private static BalancerFixture over(EchoBackend backend) {
        return BalancerFixture.over(Map.of(), backend);
    }

    private static void sendMegabytes(EchoBackend backend, byte[] megabyte, int count) {
        try {
            for (int i = 0; i < count; i++) {
                backend.send(megabyte);
            }
        } catch (IOException e) {
            throw new AssertionError("sending to the balancer", e);
        }
    }
}
