package io.signalbox.transport;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection on an event loop, the server's side: reads frames, answers pings, does the closing handshake
 * (RFC 6455 sections 5 and 7). Reading and all calls of its {@link Inbound} are the loop's; {@link FrameFlusher} writes.
 */
final class SocketConnection implements SocketWire, EventLoop.Handler {
    private static final System.Logger LOG = System.getLogger(SocketConnection.class.getName());
    /** How long the peer may take to answer our close frame, and to read what is before it. */
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    /** Buffers read in one go, so that others of the loop get their turn. */
    private static final int READS = 4;

    private final EventLoop loop;
    private final SocketChannel channel;
    private final int maxMessageBytes;
    private final FrameFlusher flusher;
    private final Incoming incoming = new Incoming();
    private @Nullable Runnable whenEnded;

    /** The first cause of the end; guarded by this. */
    private @Nullable Ending ending;

    // Touched by the loop only, but for the receiver and the decoder, which are set before the loop reads.
    private @Nullable Inbound inbound;
    private FrameDecoder decoder;
    private @Nullable SelectionKey key;
    private EventLoop.@Nullable Timer closeTimer;
    private boolean peerClosed;
    private boolean finished;

    SocketConnection(EventLoop loop, SocketChannel channel, int maxMessageBytes) {
        this.loop = loop;
        this.channel = channel;
        if (FrameDecoder.scratchLength(maxMessageBytes) > EventLoop.BUFFER) {
            throw new IllegalArgumentException("a loop has no room for a message of " + maxMessageBytes + " bytes");
        }
        this.maxMessageBytes = maxMessageBytes;
        this.decoder = new FrameDecoder(maxMessageBytes);
        this.flusher = new FrameFlusher(this, channel);
    }

    /** Joins the loop; what is written goes out from now on. */
    void open() {
        loop.execute(() -> {
            try {
                // Coalescing is done here, and better: a frame must not wait for the peer's acknowledgement.
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                key = loop.register(channel, 0, this);
            } catch (IOException e) {
                end(Ending.without(Ending.Cause.READ_FAILED, e.toString()));
            }
        });
    }

    /**
     * Begins to read.
     *
     * @param early what came together with the handshake
     * @param ended run after the {@link Inbound} was told of the end
     */
    void begin(byte[] early, Runnable ended) {
        loop.execute(() -> {
            whenEnded = ended;
            if (finished) {
                ended.run();
                return;
            }
            if (early.length > 0) {
                decode(ByteBuffer.wrap(early));
            }
            interest(SelectionKey.OP_READ, true);
        });
    }

    EventLoop loop() {
        return loop;
    }

    @Override
    public void receiver(Inbound newInbound, boolean deflate) {
        inbound = newInbound;
        if (deflate) {
            decoder = new FrameDecoder(maxMessageBytes, true);
            flusher.deflate();
        }
    }

    @Override
    public void attach(FrameSource source) {
        flusher.source(source);
    }

    @Override
    public void wake() {
        flusher.wake();
    }

    @Override
    public void ping() {
        flusher.ping(FrameWriter.PING);
    }

    @Override
    public void ping(long number) {
        flusher.ping(FrameWriter.ping(number));
    }

    @Override
    public void close(int code, String reason) {
        close(new Ending(Ending.Cause.CLOSED_BY_US, code, reason), FrameWriter.close(code, reason));
    }

    @Override
    public void abort() {
        loop.execute(() -> end(Ending.without(Ending.Cause.ABORTED, "")));
    }

    @Override
    public Duration stalledFor() {
        return flusher.blockedFor();
    }

    @Override
    public void ready(SelectionKey ready) {
        if (ready.isWritable()) {
            interest(SelectionKey.OP_WRITE, false);
            flusher.writable();
        }
        if (ready.isValid() && ready.isReadable()) {
            read();
        }
    }

    @Override
    public void loopStopped() {
        end(Ending.without(Ending.Cause.ABORTED, "the event loop stopped"));
    }

    /** Lets the loop tell when the socket takes bytes. Any thread. */
    void awaitWritable() {
        if (loop.inLoop()) {
            interest(SelectionKey.OP_WRITE, true);
        } else {
            loop.execute(() -> interest(SelectionKey.OP_WRITE, true));
        }
    }

    /** @param why for the log; no payload. Any thread */
    void writeFailed(String why) {
        loop.execute(() -> end(Ending.without(Ending.Cause.WRITE_FAILED, why)));
    }

    /** Our close frame is on its way. Any thread. */
    void closeWritten() {
        loop.execute(() -> {
            if (peerClosed) {
                finish();
            } else if (failedProtocol()) {
                shutOutput();
            }
        });
    }

    private void read() {
        ByteBuffer bytes = loop.readBuffer();
        for (int i = 0; i < READS && !finished; i++) {
            int count;
            try {
                count = channel.read(bytes.clear());
            } catch (IOException e) {
                end(Ending.without(Ending.Cause.READ_FAILED, e.toString()));
                return;
            }
            if (count < 0) {
                end(Ending.without(Ending.Cause.END_OF_STREAM, ""));
                return;
            }
            decode(bytes.flip());
            if (count < EventLoop.BUFFER) {
                return;
            }
        }
    }

    private void decode(ByteBuffer bytes) {
        LoopThread thread = LoopThread.current();
        if (thread == null) {
            throw new IllegalStateException("not on a loop");
        }
        try {
            decoder.decode(bytes, thread.message(), incoming);
        } catch (FrameError e) {
            close(
                    new Ending(Ending.Cause.PROTOCOL_ERROR, e.closeCode(), e.reason()),
                    FrameWriter.close(e.closeCode(), e.reason()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a message was not handled; its connection is closed", e);
            close(1011, "internal_error");
        }
    }

    private void alive() {
        Inbound to = inbound;
        if (to != null) {
            to.alive();
        }
    }

    /** @return whether this is the first cause of the end; else nothing was done */
    private boolean close(Ending cause, byte[] frame) {
        if (!first(cause)) {
            return false;
        }
        flusher.close(frame);
        loop.execute(() -> {
            if (!finished) {
                closeTimer = loop.after(CLOSE_WAIT, this::finish);
                // At once: what is sent to it from now on must not be taken for delivered.
                tellEnd();
            }
        });
        return true;
    }

    private synchronized boolean first(Ending cause) {
        if (ending != null) {
            return false;
        }
        ending = cause;
        return true;
    }

    private synchronized boolean closing() {
        return ending != null;
    }

    private synchronized boolean failedProtocol() {
        return ending != null && ending.cause() == Ending.Cause.PROTOCOL_ERROR;
    }

    /** What the peer still sends is read and passed over: a close over unread bytes would destroy our close frame. */
    private void shutOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            finish();
        }
    }

    private void end(Ending cause) {
        first(cause);
        finish();
    }

    /** On the loop. */
    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        flusher.end();
        EventLoop.Timer timer = closeTimer;
        if (timer != null) {
            timer.cancel();
        }
        SocketLink.closeQuietly(channel);
        tellEnd();
        FrameSource source = flusher.source();
        if (source != null) {
            source.lost();
        }
        Runnable told = whenEnded;
        if (told != null) {
            told.run();
        }
    }

    private void tellEnd() {
        Ending cause;
        synchronized (this) {
            cause = ending;
        }
        Inbound to = inbound;
        inbound = null;
        if (to != null && cause != null) {
            to.ended(cause);
        }
    }

    private void interest(int operation, boolean wanted) {
        SelectionKey open = key;
        if (open != null && open.isValid()) {
            open.interestOps(wanted ? open.interestOps() | operation : open.interestOps() & ~operation);
        }
    }

    /** What the decoder tells, on the loop. */
    private final class Incoming implements DecodedFrames {
        @Override
        public void text(byte[] utf8, int offset, int length) {
            Inbound to = inbound;
            if (to != null && !closing()) {
                to.text(utf8, offset, length);
            }
        }

        @Override
        public void binary(byte[] bytes, int offset, int length) {
            Inbound to = inbound;
            if (to != null && !closing()) {
                to.binary(bytes, offset, length);
            }
        }

        @Override
        public void ping(byte[] payload, int offset, int length) {
            alive();
            flusher.pong(FrameWriter.pong(payload, offset, length));
        }

        @Override
        public void pong(byte[] payload, int offset, int length) {
            Inbound to = inbound;
            if (to != null && length == Long.BYTES) {
                to.pong(ByteBuffer.wrap(payload, offset, length).getLong());
            } else {
                alive();
            }
        }

        @Override
        public void close(int code, String reason) {
            peerClosed = true;
            if (!SocketConnection.this.close(
                    new Ending(Ending.Cause.CLOSED_BY_PEER, code, reason), FrameWriter.closeAnswer(code))) {
                // Ours went out first: this is the answer.
                finish();
            }
        }
    }
}
