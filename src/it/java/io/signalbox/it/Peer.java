package io.signalbox.it;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that is not ours: the JDK's, which sends what it is told and keeps what it gets. */
final class Peer implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final BlockingQueue<String> received;
    private final CompletableFuture<Integer> closeCode;

    private Peer(WebSocket socket, BlockingQueue<String> received, CompletableFuture<Integer> closeCode) {
        this.socket = socket;
        this.received = received;
        this.closeCode = closeCode;
    }

    /** Connects to {@code base} and waits until the hub said who we are. */
    static Peer connect(URI base, String pathAndQuery, String... headers) throws Exception {
        Peer peer = open(base, pathAndQuery, headers);
        peer.await(MessageType.CLIENT_REGISTERED);
        return peer;
    }

    /** The same through a client of your own; an {@code https} base means {@code wss}. */
    static Peer connect(HttpClient http, URI base, String pathAndQuery) throws Exception {
        Peer peer = open(http, base, pathAndQuery);
        peer.await(MessageType.CLIENT_REGISTERED);
        return peer;
    }

    /** Connects and waits for nothing. */
    static Peer open(URI base, String pathAndQuery, String... headers) throws Exception {
        return open(HTTP, base, pathAndQuery, headers);
    }

    static Peer open(HttpClient http, URI base, String pathAndQuery, String... headers) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        CompletableFuture<Integer> closeCode = new CompletableFuture<>();
        String scheme = "https".equals(base.getScheme()) ? "wss://" : "ws://";
        URI uri = URI.create(scheme + base.getHost() + ":" + base.getPort() + pathAndQuery);
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(LONGEST);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        try {
            WebSocket socket =
                    builder.buildAsync(uri, new Listener(received, closeCode)).get(20, TimeUnit.SECONDS);
            return new Peer(socket, received, closeCode);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    Peer send(String text) throws Exception {
        socket.sendText(text, true).get(20, TimeUnit.SECONDS);
        return this;
    }

    Peer sendBinary(byte[] bytes) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).get(20, TimeUnit.SECONDS);
        return this;
    }

    /** The next message of that type; others that come first are dropped. */
    Message await(MessageType type) throws Exception {
        return await(message -> message.type() == type);
    }

    /** The next message that fits; others that come first are dropped. */
    Message await(Predicate<Message> wanted) throws Exception {
        return (Message) JsonCodec.decode(awaitText(text -> wanted.test((Message) JsonCodec.decode(text))));
    }

    /** The next frame that fits; others that come first are dropped. */
    String awaitText(Predicate<String> wanted) throws Exception {
        List<String> others = new ArrayList<>();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            String text = received.poll(100, TimeUnit.MILLISECONDS);
            if (text != null) {
                if (wanted.test(text)) {
                    return text;
                }
                others.add(text);
            } else if (closeCode.isDone()) {
                throw new AssertionError("closed with " + closeCode.get() + " after " + others);
            }
        }
        throw new AssertionError("not received within " + LONGEST + ", but " + others);
    }

    /** Everything that came and was not taken, after a ping and its pong: what was on its way has arrived by then. */
    List<String> drained() throws Exception {
        String id = "drain-" + System.nanoTime();
        send("{\"message_type\":\"ping\",\"message_id\":\"" + id + "\"}");
        List<String> all = new ArrayList<>();
        while (true) {
            String text = received.poll(20, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("no pong; before: " + all);
            }
            if (text.contains(id)) {
                return all;
            }
            all.add(text);
        }
    }

    /** The close code that the server sent. 1006: none came. */
    int closeCode() throws Exception {
        return closeCode.get(20, TimeUnit.SECONDS);
    }

    boolean closed() {
        return closeCode.isDone();
    }

    /** Ends the TCP connection without a word. */
    void cut() {
        socket.abort();
    }

    @Override
    public void close() throws InterruptedException, TimeoutException {
        if (!socket.isOutputClosed()) {
            try {
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
                closeCode.get(5, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                // Gone already.
            }
        }
        socket.abort();
    }

    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> received;
        private final CompletableFuture<Integer> closeCode;
        private final StringBuilder parts = new StringBuilder();

        Listener(BlockingQueue<String> received, CompletableFuture<Integer> closeCode) {
            this.received = received;
            this.closeCode = closeCode;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closeCode.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closeCode.complete(1006);
        }
    }

    /** The status that a handshake is refused with; 101 when it is not. */
    static int refusal(URI node, String path) {
        try {
            open(node, path).close();
            return 101;
        } catch (WebSocketHandshakeException e) {
            return e.getResponse().statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
