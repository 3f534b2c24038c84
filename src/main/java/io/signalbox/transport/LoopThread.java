package io.signalbox.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The thread of one event loop, with what only that thread uses: its buffers and the connections to flush. */
final class LoopThread extends Thread {
    private final FlushBatch batch;
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(EventLoop.BUFFER);
    private final byte[] message;

    LoopThread(EventLoop loop, Runnable body, String name) {
        super(body, name);
        setDaemon(true);
        batch = new FlushBatch(loop);
        message = new byte[EventLoop.BUFFER];
    }

    /** The loop that the caller runs on; null on any other thread. */
    static @Nullable LoopThread current() {
        return Thread.currentThread() instanceof LoopThread thread ? thread : null;
    }

    /** Connections to flush at the end of this turn. */
    FlushBatch flushBatch() {
        return batch;
    }

    /** Empty. */
    ByteBuffer writeBuffer() {
        return writeBuffer.clear();
    }

    /** Room for one message. */
    byte[] message() {
        return message;
    }
}
