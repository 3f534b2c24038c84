package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Seeds;
import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A container that calls back whenever it likes, on threads of its own, while others wake the wire. */
@Tag("C26")
class SseWireRaceTest {
    private static final int FRAMES = 500;

    @Test
    void each_frame_is_written_once_in_order_and_then_the_end_whoever_comes_when() {
        Seeds.each(20, (seed, random) -> {
            ExecutorService threads = Executors.newFixedThreadPool(3);
            try {
                run(random, threads);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            } finally {
                threads.shutdownNow();
            }
        });
    }

    private static void run(Random random, ExecutorService threads) throws InterruptedException {
        Container out = new Container(new Random(random.nextLong()), threads);
        CountDownLatch finished = new CountDownLatch(1);
        SseWire wire = new SseWire(out, "first\n".getBytes(StandardCharsets.US_ASCII), new Exchange(finished));
        out.wire = wire;
        Source source = new Source(wire);
        wire.attach(source);
        threads.execute(wire::onWritePossible);
        for (int i = 0; i < FRAMES; i++) {
            source.waiting.add(OutboundFrame.text("" + i));
            wire.wake();
            if (random.nextInt(50) == 0) {
                wire.ping();
            }
        }
        assertThat(finished.await(30, TimeUnit.SECONDS)).as("the end").isTrue();
        StringBuilder expected = new StringBuilder("first\n");
        for (int i = 0; i < FRAMES; i++) {
            expected.append("data: ").append(i).append("\n\n");
        }
        expected.append(new String(
                new EventText()
                        .event("close", "{\"code\":1000,\"reason\":\"all\",\"reconnect\":false}")
                        .toBytes(),
                StandardCharsets.UTF_8));
        assertThat(out.text().replace(": ping\n\n", "")).isEqualTo(expected.toString());
        assertThat(source.written.get()).isEqualTo(FRAMES);
        assertThat(out.users.get()).isZero();
    }

    /** Closes the wire when everything that there will be was written. */
    private static final class Source implements FrameSource {
        private final Queue<OutboundFrame> waiting = new ConcurrentLinkedQueue<>();
        private final AtomicInteger written = new AtomicInteger();
        private final SseWire wire;

        Source(SseWire wire) {
            this.wire = wire;
        }

        @Override
        public @Nullable OutboundFrame next() {
            return waiting.poll();
        }

        @Override
        public void written(int frames) {
            if (written.addAndGet(frames) == FRAMES) {
                wire.close(1000, "all");
            }
        }

        @Override
        public void lost() {
            throw new AssertionError("nothing failed");
        }
    }

    private static final class Container extends ServletOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicInteger users = new AtomicInteger();
        private final Random random;
        private final ExecutorService threads;
        private @Nullable SseWire wire;

        Container(Random random, ExecutorService threads) {
            this.random = random;
            this.threads = threads;
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isReady() {
            SseWire told = wire;
            if (told == null || random.nextInt(3) != 0) {
                return true;
            }
            threads.execute(told::onWritePossible);
            if (random.nextBoolean()) {
                Thread.yield();
            }
            return false;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new AssertionError("the servlet does that");
        }

        @Override
        public void write(int oneByte) {
            throw new AssertionError("byte by byte");
        }

        @Override
        public void write(byte[] more) {
            use(() -> bytes.writeBytes(more));
        }

        @Override
        public void flush() {
            use(() -> {});
        }

        private void use(Runnable operation) {
            assertThat(users.incrementAndGet()).as("threads in the stream").isEqualTo(1);
            synchronized (this) {
                operation.run();
            }
            users.decrementAndGet();
        }
    }

    private static final class Exchange implements SseWire.Exchange {
        private final CountDownLatch finished;

        Exchange(CountDownLatch finished) {
            this.finished = finished;
        }

        @Override
        public void alive() {}

        @Override
        public void skipped() {
            throw new AssertionError("there is nothing binary");
        }

        @Override
        public void finish() {
            finished.countDown();
        }

        @Override
        public void hangUp() {
            throw new AssertionError("nobody aborts");
        }
    }
}
