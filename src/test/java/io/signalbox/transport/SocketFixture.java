package io.signalbox.transport;

import io.signalbox.testing.WireFrame;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One connection on a loop of ours, with a plain socket at its other end. */
abstract class SocketFixture {
    static final int MAX_MESSAGE = 64 * 1024;

    final EventLoops loops = new EventLoops("test", 2);
    final Received received = new Received();
    final Queued source = new Queued();
    private @Nullable Socket client;
    private @Nullable SocketConnection connection;

    @BeforeEach
    void open() throws IOException {
        loops.start();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Socket connected = new Socket();
            connected.setReceiveBufferSize(32 * 1024);
            connected.connect(server.getLocalAddress());
            connected.setSoTimeout(20_000);
            client = connected;
            SocketChannel accepted = server.accept();
            accepted.configureBlocking(false);
            SocketConnection opened = new SocketConnection(loops.next(), accepted, MAX_MESSAGE);
            opened.receiver(received, false);
            opened.attach(source);
            opened.open();
            connection = opened;
        }
    }

    @AfterEach
    void close() throws IOException {
        loops.stop();
        client().close();
    }

    final void begin() {
        connection().begin(new byte[0], () -> {});
    }

    final void send(String... texts) {
        for (String text : texts) {
            source.add(text);
        }
        connection().wake();
    }

    final void write(WireFrame frame) throws IOException {
        client().getOutputStream().write(frame.masked());
    }

    final String read() throws IOException {
        return frame().text();
    }

    final WireFrame frame() throws IOException {
        return WireFrame.read(in());
    }

    final InputStream in() throws IOException {
        return client().getInputStream();
    }

    final Socket client() {
        if (client == null) {
            throw new IllegalStateException("not open");
        }
        return client;
    }

    final SocketConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("not open");
        }
        return connection;
    }

    static final class Received implements Inbound {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

        String end() throws InterruptedException {
            String end = ends.poll(20, TimeUnit.SECONDS);
            return end == null ? "no end" : end;
        }

        @Override
        public void text(byte[] utf8, int offset, int length) {
            String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
            if (text.equals("fail")) {
                throw new IllegalStateException("a reader that fails");
            }
            events.add("text " + text);
        }

        @Override
        public void binary(byte[] bytes, int offset, int length) {
            events.add("binary " + length);
        }

        @Override
        public void alive() {
            if (events.size() < 100) {
                events.add("alive");
            }
        }

        @Override
        public void pong(long number) {
            events.add("pong " + number);
        }

        @Override
        public void ended(Ending ending) {
            ends.add(ending.cause() + " " + ending.code() + " " + ending.reason());
        }
    }

    static final class Queued implements FrameSource {
        private final Queue<OutboundFrame> frames = new ConcurrentLinkedQueue<>();
        final AtomicInteger taken = new AtomicInteger();
        volatile boolean failing;
        final CountDownLatch lost = new CountDownLatch(1);
        final CountDownLatch writtenAll = new CountDownLatch(1);
        private final AtomicInteger added = new AtomicInteger();
        private final AtomicInteger written = new AtomicInteger();

        void add(String text) {
            added.incrementAndGet();
            frames.add(OutboundFrame.text(text));
        }

        @Override
        public @Nullable OutboundFrame next() {
            if (failing) {
                throw new IllegalStateException("told to fail");
            }
            OutboundFrame next = frames.poll();
            if (next != null) {
                taken.incrementAndGet();
            }
            return next;
        }

        @Override
        public void written(int count) {
            if (written.addAndGet(count) == added.get()) {
                writtenAll.countDown();
            }
        }

        @Override
        public void lost() {
            lost.countDown();
        }
    }
}
