package io.signalbox.testing;

import io.signalbox.transport.ByteLink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a tunnel, in memory: what the tunnel writes can be read as frames; the test sends as the client.
 * It can be made slow: then it says that it is full after each write, until {@link #drained}.
 */
public final class FakeClient implements ByteLink {
    private final BlockingQueue<byte[]> written = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final BlockingQueue<Boolean> resumes = new LinkedBlockingQueue<>();
    private volatile @Nullable Receiver receiver;
    private volatile boolean slow;
    private byte[] rest = {};

    /** Sends bytes, waiting while the tunnel takes none. */
    public void send(byte[] sent) throws InterruptedException {
        if (!started.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the tunnel was not started within 10 seconds");
        }
        Receiver told = receiver;
        if (told == null) {
            return;
        }
        for (int at = 0; at < sent.length; at += 16 * 1024) {
            resumes.clear();
            if (!told.received(ByteBuffer.wrap(sent, at, Math.min(16 * 1024, sent.length - at))
                    .slice())) {
                EchoBackend.taken(resumes, "room in the tunnel");
            }
        }
    }

    /** Sends a frame as a client does. */
    public void send(WireFrame frame) throws InterruptedException {
        send(frame.masked());
    }

    /** The client's socket ends. */
    public void disconnect() {
        Receiver told = receiver;
        if (told != null) {
            told.ended(null);
        }
    }

    /** The next frame that the client gets. */
    public WireFrame next() throws InterruptedException {
        while (true) {
            try {
                ByteArrayInputStream in = new ByteArrayInputStream(rest);
                WireFrame frame = WireFrame.read(in);
                rest = in.readAllBytes();
                return frame;
            } catch (IOException e) {
                append(EchoBackend.taken(written, "a frame at the client"));
            }
        }
    }

    /** All bytes written to the client so far. */
    public long byteCount() {
        return bytes.get();
    }

    /** Whether the tunnel closed the client's socket, waiting for it. */
    public boolean awaitEnd() throws InterruptedException {
        return ended.await(10, TimeUnit.SECONDS);
    }

    /** Takes bytes slowly from now on. */
    public void slow() {
        slow = true;
    }

    /** The slow client read everything, and is fast from now on. */
    public void drained() {
        slow = false;
        Receiver told = receiver;
        if (told != null) {
            told.writable();
        }
    }

    @Override
    public void start(Receiver newReceiver) {
        receiver = newReceiver;
        started.countDown();
    }

    @Override
    public boolean write(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        bytes.addAndGet(copy.length);
        written.add(copy);
        return !slow;
    }

    @Override
    public void resumeReading() {
        resumes.add(true);
    }

    @Override
    public Duration congestedFor() {
        return Duration.ZERO;
    }

    @Override
    public void end() {
        receiver = null;
        ended.countDown();
    }

    @Override
    public void abort() {
        end();
    }

    private void append(byte[] more) {
        rest = ByteBuffer.allocate(rest.length + more.length)
                .put(rest)
                .put(more)
                .array();
    }
}
