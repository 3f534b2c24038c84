package io.signalbox.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes what one connection's source has. Any thread may wake it; one loop thread at a time writes, usually the one
 * whose turn caused the wake-up. As many frames as there are and as fit are copied into the loop's buffer and written
 * by one system call. What the socket does not take is kept, at most one buffer full, and nothing more is taken from
 * the source until it is gone.
 */
final class FrameFlusher implements Runnable {
    private static final System.Logger LOG = System.getLogger(FrameFlusher.class.getName());
    /** Nothing to write. */
    private static final int IDLE = 0;
    /** In some loop's batch or task queue. */
    private static final int SCHEDULED = 1;
    /** A thread is writing. */
    private static final int WRITING = 2;
    /** A thread is writing and has to look at the source again. */
    private static final int WRITING_AGAIN = 3;
    /** The socket takes nothing; its loop tells when it does. */
    private static final int BLOCKED = 4;
    /** Nothing will be written any more. */
    private static final int ENDED = 5;

    /** Most bytes written in one go, so that others of the loop get their turn. */
    private static final int BUDGET = 4 * EventLoop.BUFFER;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(FrameFlusher.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SocketConnection connection;
    private final SocketChannel channel;
    /** Set before the source, and read after it. */
    private boolean deflate;

    private volatile @Nullable FrameSource source;
    private volatile int state;
    private volatile byte @Nullable [] ping;
    private volatile byte @Nullable [] pong;
    private volatile byte @Nullable [] close;
    private volatile long blockedSince;

    // Touched by the thread that writes only.
    /** Begun, and not written to its end. */
    private @Nullable ByteBuffer rest;
    /** Frames of the source that end in {@link #rest}, or that {@link #fill} put into the buffer. */
    private int frames;
    /** Taken from the source, and not begun. */
    private @Nullable OutboundFrame held;

    private boolean closeWritten;

    FrameFlusher(SocketConnection connection, SocketChannel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    EventLoop loop() {
        return connection.loop();
    }

    /** What the source gives is compressed where that makes it smaller. Before {@link #source(FrameSource)}. */
    void deflate() {
        deflate = true;
    }

    void source(FrameSource newSource) {
        source = newSource;
    }

    @Nullable
    FrameSource source() {
        return source;
    }

    /** Pings; of several that were not sent yet, only the last is. */
    void ping(byte[] frame) {
        ping = frame;
        wake();
    }

    /** Answers a ping; of several that were not answered yet, the last (RFC 6455 section 5.5.3). */
    void pong(byte[] frame) {
        pong = frame;
        wake();
    }

    /** The last frame that is written. */
    void close(byte[] frame) {
        close = frame;
        wake();
    }

    /** Nothing is written from now on; a thread that is writing finishes its system call. */
    void end() {
        state = ENDED;
    }

    Duration blockedFor() {
        long since = blockedSince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    void wake() {
        while (true) {
            int present = state;
            if (present == IDLE) {
                if (STATE.compareAndSet(this, IDLE, SCHEDULED)) {
                    schedule();
                    return;
                }
            } else if (present == WRITING) {
                if (STATE.compareAndSet(this, WRITING, WRITING_AGAIN)) {
                    return;
                }
            } else {
                return;
            }
        }
    }

    /** It was scheduled. On a loop's thread, not necessarily its own. */
    @Override
    public void run() {
        if (STATE.compareAndSet(this, SCHEDULED, WRITING)) {
            write();
        }
    }

    /** The socket takes bytes again. On its loop. */
    void writable() {
        if (STATE.compareAndSet(this, BLOCKED, WRITING)) {
            write();
        }
    }

    private void schedule() {
        LoopThread thread = LoopThread.current();
        if (thread == null) {
            connection.loop().execute(this);
        } else {
            thread.flushBatch().add(this);
        }
    }

    private void write() {
        LoopThread thread = LoopThread.current();
        if (thread == null) {
            throw new IllegalStateException("not on a loop");
        }
        int present;
        do {
            STATE.compareAndSet(this, WRITING_AGAIN, WRITING);
            int outcome;
            try {
                outcome = writeOnce(thread.writeBuffer());
            } catch (IOException e) {
                connection.writeFailed(e.toString());
                return;
            } catch (RuntimeException e) {
                // What is pulled from is not ours, and the loop has others to write to.
                LOG.log(System.Logger.Level.ERROR, "a source of frames failed; its connection is ended", e);
                connection.writeFailed("internal error");
                return;
            }
            if (outcome != IDLE) {
                leave(outcome);
                return;
            }
            present = (int) STATE.compareAndExchange(this, WRITING, IDLE);
        } while (present == WRITING_AGAIN);
    }

    /** Stops writing for now: the socket is full, or it is the others' turn. */
    private void leave(int next) {
        int present = state;
        while (present != ENDED && !STATE.compareAndSet(this, present, next)) {
            present = state;
        }
        if (present == ENDED) {
            return;
        }
        if (next == BLOCKED) {
            connection.awaitWritable();
        } else {
            connection.loop().execute(this);
        }
    }

    /** @return what is to be done next: {@link #IDLE}, {@link #BLOCKED} or {@link #SCHEDULED} */
    private int writeOnce(ByteBuffer out) throws IOException {
        for (int written = 0; written < BUDGET; ) {
            ByteBuffer begun = rest;
            if (begun != null) {
                written += channel.write(begun);
                if (begun.hasRemaining()) {
                    return blocked();
                }
                rest = null;
                blockedSince = 0;
                wrote();
            }
            boolean more = fill(out.clear());
            written += channel.write(out.flip());
            if (out.hasRemaining()) {
                rest = ByteBuffer.allocate(out.remaining()).put(out).flip();
                return blocked();
            }
            if (rest == null) {
                wrote();
            }
            if (!more) {
                if (closeWritten) {
                    connection.closeWritten();
                }
                return IDLE;
            }
        }
        return SCHEDULED;
    }

    private int blocked() {
        if (blockedSince == 0) {
            blockedSince = System.nanoTime() | 1;
        }
        return BLOCKED;
    }

    private void wrote() {
        FrameSource from = source;
        int count = frames;
        frames = 0;
        if (from != null && count > 0) {
            from.written(count);
        }
    }

    /** Copies what there is into {@code out}; a frame that is larger becomes {@link #rest}. @return whether to go on */
    private boolean fill(ByteBuffer out) {
        controls(out);
        if (close != null) {
            held = null;
            closeFrame(out);
            return false;
        }
        FrameSource from = source;
        OutboundFrame next = held;
        held = null;
        if (next == null && from != null) {
            next = from.next();
        }
        while (next != null) {
            byte[] bytes = deflate ? next.deflated().bytes() : next.bytes();
            if (bytes.length > out.remaining()) {
                if (out.position() == 0) {
                    rest = ByteBuffer.wrap(bytes);
                    frames++;
                } else {
                    held = next;
                }
                return true;
            }
            out.put(bytes);
            frames++;
            next = from == null ? null : from.next();
        }
        return false;
    }

    private void controls(ByteBuffer out) {
        byte[] asked = ping;
        if (asked != null) {
            ping = null;
            out.put(asked);
        }
        byte[] answer = pong;
        if (answer != null) {
            pong = null;
            out.put(answer);
        }
    }

    private void closeFrame(ByteBuffer out) {
        byte[] frame = close;
        if (frame != null && !closeWritten) {
            closeWritten = true;
            out.put(frame);
        }
    }
}
