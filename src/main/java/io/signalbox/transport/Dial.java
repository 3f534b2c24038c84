package io.signalbox.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One try to get an answer from a backend: connect, request, head, and a bounded body unless it upgrades. */
final class Dial implements EventLoop.Handler {
    /** Largest head of an answer. */
    private static final int MAX_HEAD = 16 * 1024;

    private final EventLoop loop;
    private final GetRequest request;
    private final int bodyLimit;
    private final ByteBuffer outgoing;
    private final CompletableFuture<DialResult> result = new CompletableFuture<>();
    private final ResponseBody body;
    private ByteBuffer incoming = ByteBuffer.allocate(1024);
    private @Nullable SocketChannel channel;
    private @Nullable ResponseHead head;

    Dial(EventLoop loop, GetRequest request, int bodyLimit) {
        this.loop = loop;
        this.request = request;
        this.bodyLimit = bodyLimit;
        this.outgoing = request.encode();
        this.body = new ResponseBody(bodyLimit);
    }

    CompletionStage<DialResult> result() {
        return result;
    }

    void begin(Duration deadline) {
        EventLoop.Timer timer = loop.after(deadline, this::late);
        var unused = result.whenComplete((dialled, failure) -> timer.cancel());
        try {
            Resolver.resolve(request.host(), request.port(), address -> loop.execute(() -> connect(address)));
        } catch (RejectedExecutionException e) {
            loop.execute(() -> fail("too many names wait to be resolved", e));
        }
    }

    @Override
    public void ready(SelectionKey key) {
        SocketChannel socket = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                socket.finishConnect();
                key.interestOps(SelectionKey.OP_WRITE);
            }
            if (key.isWritable()) {
                socket.write(outgoing);
                key.interestOps(outgoing.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            }
            if (key.isReadable()) {
                read(socket, key);
            }
        } catch (IOException e) {
            fail("connection failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void loopStopped() {
        fail("the node stops", null);
    }

    private void connect(InetSocketAddress address) {
        if (result.isDone()) {
            return;
        }
        if (address.isUnresolved()) {
            fail("the name is not known", null);
            return;
        }
        try {
            SocketChannel socket = SocketChannel.open();
            channel = socket;
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = socket.connect(address);
            loop.register(socket, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
        } catch (IOException e) {
            fail("connection failed: " + e.getMessage(), e);
        }
    }

    private void read(SocketChannel socket, SelectionKey key) throws IOException {
        ByteBuffer bytes = loop.readBuffer();
        int count = socket.read(bytes);
        bytes.flip();
        if (head == null) {
            if (count < 0) {
                fail("connection ended before the answer", null);
                return;
            }
            head = parseHead(bytes);
            if (head == null) {
                return;
            }
            if (head.status() == 101) {
                upgraded(socket, key, head, bytes);
                return;
            }
            body.expect(head);
        }
        if (count < 0 || body.take(bytes)) {
            answered(head);
        }
    }

    /** Moves {@code bytes} behind the head when it is whole; keeps them when it is not. */
    private @Nullable ResponseHead parseHead(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!incoming.hasRemaining()) {
                if (incoming.capacity() >= MAX_HEAD) {
                    fail("the head of the answer is larger than " + MAX_HEAD + " bytes", null);
                    return null;
                }
                incoming = ByteBuffer.allocate(incoming.capacity() * 2).put(incoming.flip());
            }
            incoming.put(bytes.get());
            int end = incoming.position();
            if (end >= 4 && incoming.getInt(end - 4) == 0x0d0a0d0a) {
                String text = new String(incoming.array(), 0, end - 4, StandardCharsets.ISO_8859_1);
                try {
                    return ResponseHead.parse(text);
                } catch (IllegalArgumentException e) {
                    fail(String.valueOf(e.getMessage()), e);
                    return null;
                }
            }
        }
        return null;
    }

    private void upgraded(SocketChannel socket, SelectionKey key, ResponseHead answer, ByteBuffer rest) {
        boolean websocket = answer.header("Upgrade")
                .filter(protocol -> protocol.toLowerCase(Locale.ROOT).equals("websocket"))
                .isPresent();
        if (!websocket) {
            fail("the answer switches to another protocol than websocket", null);
            return;
        }
        ByteBuffer leftover = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
        SocketLink link = new SocketLink(loop, socket, key, leftover);
        key.interestOps(0);
        key.attach(link);
        channel = null;
        if (!result.complete(new DialResult.Upgraded(answer, link, loop))) {
            link.abort();
        }
    }

    private void answered(ResponseHead answer) {
        close();
        result.complete(new DialResult.Answered(answer, body.text()));
    }

    private void late() {
        if (head != null && bodyLimit > 0) {
            answered(head);
        } else {
            fail("no answer in time", null);
        }
    }

    private void fail(String problem, @Nullable Throwable cause) {
        close();
        result.completeExceptionally(cause == null ? new DialException(problem) : new DialException(problem, cause));
    }

    private void close() {
        SocketChannel socket = channel;
        channel = null;
        if (socket != null) {
            SocketLink.closeQuietly(socket);
        }
    }
}
