package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.testing.EchoBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventLoopTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final EventLoop loop = new EventLoop("test-loop");

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    @Test
    void tasks_and_timers_run_in_order_on_the_loop() throws InterruptedException {
        List<String> seen = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            loop.after(Duration.ofMillis(30), done::countDown);
            loop.after(Duration.ofMillis(20), () -> seen.add("late"));
            loop.after(Duration.ofMillis(10), () -> seen.add("early " + loop.inLoop()));
            loop.after(Duration.ofMillis(5), () -> seen.add("never")).cancel();
            loop.execute(() -> {
                throw new IllegalStateException("a task may fail");
            });
            loop.execute(() -> seen.add("next"));
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).containsExactly("next", "early true", "late");
    }

    @Test
    void tasks_of_four_threads_run_once_each_in_the_order_of_their_thread_however_the_loop_sleeps() throws Exception {
        int each = 20_000;
        int[] ran = new int[4];
        AtomicInteger outOfOrder = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(4 * each);
        for (int sender = 0; sender < 4; sender++) {
            int number = sender;
            Random random = new Random(sender);
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            int expected = i;
                            loop.execute(() -> {
                                if (ran[number]++ != expected) {
                                    outOfOrder.incrementAndGet();
                                }
                                all.countDown();
                            });
                            // Long enough for the loop to fall asleep, now and then.
                            for (int pause = random.nextInt(100) == 0 ? 20_000 : 0; pause > 0; pause--) {
                                Thread.onSpinWait();
                            }
                        }
                    })
                    .start();
        }
        assertThat(all.await(20, TimeUnit.SECONDS)).as("all tasks ran").isTrue();
        assertThat(outOfOrder).hasValue(0);
    }

    @Test
    void an_upgrade_gives_a_link_that_starts_with_what_came_behind_the_head() throws Exception {
        try (EchoBackend backend = new EchoBackend()) {
            DialResult result = dial(backend.port(), LONG);
            assertThat(result).isInstanceOf(DialResult.Upgraded.class);
            assertThat(result.head().header("sec-websocket-accept")).contains("x");
        }
    }

    @Test
    void a_refusal_comes_with_its_body() throws Exception {
        String answer = "HTTP/1.1 403 No\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nno!";
        try (EchoBackend backend = new EchoBackend().answering(answer)) {
            DialResult result = dial(backend.port(), LONG);
            assertThat(result.head().status()).isEqualTo(403);
            assertThat(((DialResult.Answered) result).body()).isEqualTo("no!");
        }
    }

    @Test
    void a_body_in_chunks_is_put_together() throws Exception {
        String answer = "HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        try (EchoBackend backend = new EchoBackend().answering(answer)) {
            assertThat(((DialResult.Answered) dial(backend.port(), LONG)).body())
                    .isEqualTo("abcde");
        }
    }

    @Test
    void no_answer_in_time_is_a_failure() throws Exception {
        try (EchoBackend backend = new EchoBackend().hanging()) {
            assertThatThrownBy(() -> dial(backend.port(), Duration.ofMillis(50)))
                    .hasMessageContaining("in time");
        }
    }

    @Test
    void a_head_that_does_not_end_is_a_failure() throws Exception {
        try (EchoBackend backend = new EchoBackend().answering("HTTP/1.1 101 X\r\nA: " + "a".repeat(20_000))) {
            assertThatThrownBy(() -> dial(backend.port(), LONG)).hasMessageContaining("larger than");
        }
    }

    @Test
    void what_is_not_http_is_a_failure() throws Exception {
        try (EchoBackend backend = new EchoBackend().answering("220 smtp\r\n\r\n")) {
            assertThatThrownBy(() -> dial(backend.port(), LONG)).hasMessageContaining("not HTTP");
        }
    }

    @Test
    void nobody_listening_is_a_failure() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> dial(port, LONG)).hasMessageContaining("refused");
    }

    private DialResult dial(int port, Duration deadline) throws Exception {
        GetRequest request = new GetRequest("127.0.0.1", port, "/ws", List.of());
        return loop.dial(request, deadline, 1024).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
