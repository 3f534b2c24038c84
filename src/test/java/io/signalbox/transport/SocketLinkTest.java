package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SocketLinkTest {
    private static final int CHUNK = 16 * 1024;

    private final EventLoop loop = new EventLoop("test-link");
    private final Recorder recorder = new Recorder();
    private @Nullable ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        loop.start();
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        loop.stop();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void a_peer_that_does_not_read_makes_the_link_full_and_reading_makes_room() throws Exception {
        Pair pair = connect("");
        pair.link.start(recorder);
        int written = fill(pair.link);
        assertThat(pair.link.congestedFor()).isPositive();
        assertThat(pair.peer.getInputStream().readNBytes(written)).hasSize(written);
        assertThat(recorder.writable.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pair.link.congestedFor()).isZero();
    }

    @Test
    void ending_sends_what_is_queued_first() throws Exception {
        Pair pair = connect("");
        pair.link.start(recorder);
        int written = fill(pair.link);
        pair.link.end();
        assertThat(pair.peer.getInputStream().readAllBytes()).hasSize(written);
    }

    @Test
    void aborting_closes_at_once() throws Exception {
        Pair pair = connect("");
        pair.link.start(recorder);
        pair.link.abort();
        assertThat(pair.peer.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void bytes_behind_the_handshake_come_first_and_then_the_end() throws Exception {
        Pair pair = connect("first");
        pair.peer.getOutputStream().write("second".getBytes(StandardCharsets.US_ASCII));
        pair.link.start(recorder);
        pair.peer.close();
        assertThat(recorder.ended.get(10, TimeUnit.SECONDS)).isEqualTo("firstsecond");
    }

    /** @return bytes written when the link said that it is full */
    private static int fill(ByteLink link) {
        int written = CHUNK;
        while (link.write(ByteBuffer.wrap(new byte[CHUNK]))) {
            written += CHUNK;
        }
        return written;
    }

    private Pair connect(String behindTheHead) throws Exception {
        ServerSocket listening = Objects.requireNonNull(server);
        GetRequest request = new GetRequest("127.0.0.1", listening.getLocalPort(), "/", List.of());
        CompletableFuture<DialResult> dialled =
                loop.dial(request, Duration.ofSeconds(10), 0).toCompletableFuture();
        Socket peer = listening.accept();
        byte[] head = request.encode().array();
        peer.getInputStream().readNBytes(head.length);
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" + behindTheHead;
        peer.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        return new Pair(((DialResult.Upgraded) dialled.get(10, TimeUnit.SECONDS)).link(), peer);
    }

    private record Pair(ByteLink link, Socket peer) {}

    private static final class Recorder implements ByteLink.Receiver {
        private final StringBuilder text = new StringBuilder();
        private final CountDownLatch writable = new CountDownLatch(1);
        private final CompletableFuture<String> ended = new CompletableFuture<>();

        @Override
        public boolean received(ByteBuffer bytes) {
            text.append(StandardCharsets.US_ASCII.decode(bytes));
            return true;
        }

        @Override
        public void writable() {
            writable.countDown();
        }

        @Override
        public void ended(@Nullable Throwable cause) {
            ended.complete(text.toString());
        }
    }
}
