package io.signalbox.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A link over a socket of ours. A write goes to the socket on the caller's thread when nothing waits, which saves the
 * way over the loop; what the socket does not take waits in a bounded queue. Reading and all callbacks are the loop's.
 */
final class SocketLink implements ByteLink, EventLoop.Handler {
    private static final System.Logger LOG = System.getLogger(SocketLink.class.getName());
    /** How long the peer may take to read what is queued, and to close its side, after {@link #end()}. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final ByteQueue queue = new ByteQueue();

    @GuardedBy("lock")
    private boolean starved;

    @GuardedBy("lock")
    private long starvedSince;

    @GuardedBy("lock")
    private boolean ending;

    // Touched by the loop only.
    private @Nullable Receiver receiver;
    private @Nullable ByteBuffer leftover;
    private boolean outputShut;
    private boolean inputEnded;

    /** @param leftover bytes that came behind the head of the handshake */
    SocketLink(EventLoop loop, SocketChannel channel, SelectionKey key, ByteBuffer leftover) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
        this.leftover = leftover;
    }

    @Override
    public void start(Receiver newReceiver) {
        loop.execute(() -> {
            receiver = newReceiver;
            readOn();
        });
    }

    @Override
    public boolean write(ByteBuffer bytes) {
        boolean more;
        boolean waiting;
        IOException failure = null;
        synchronized (lock) {
            if (ending) {
                return true;
            }
            if (queue.isEmpty()) {
                try {
                    channel.write(bytes);
                } catch (IOException e) {
                    failure = e;
                    ending = true;
                }
            }
            if (failure == null && bytes.hasRemaining()) {
                queue.add(bytes);
            }
            waiting = !queue.isEmpty();
            more = queue.size() < ByteQueue.HIGH_WATER;
            if (!more && !starved) {
                starved = true;
                starvedSince = System.nanoTime();
            }
        }
        if (failure != null) {
            IOException cause = failure;
            loop.execute(() -> {
                ended(cause);
                close();
            });
        } else if (waiting) {
            loop.execute(() -> interest(SelectionKey.OP_WRITE, true));
        }
        return more;
    }

    @Override
    public void resumeReading() {
        loop.execute(this::readOn);
    }

    @Override
    public Duration congestedFor() {
        synchronized (lock) {
            return starved ? Duration.ofNanos(System.nanoTime() - starvedSince) : Duration.ZERO;
        }
    }

    @Override
    public void end() {
        synchronized (lock) {
            if (ending) {
                return;
            }
            ending = true;
        }
        loop.after(LINGER, this::close);
        loop.execute(() -> {
            receiver = null;
            flush();
            // What the peer still sends is read and dropped: closing over unread bytes would reset the connection and
            // could destroy what the peer has not read yet.
            interest(SelectionKey.OP_READ, !inputEnded);
        });
    }

    @Override
    public void abort() {
        synchronized (lock) {
            ending = true;
            queue.clear();
        }
        loop.execute(() -> {
            receiver = null;
            close();
        });
    }

    @Override
    public void ready(SelectionKey ready) {
        if (ready.isWritable()) {
            flush();
        }
        if (ready.isValid() && ready.isReadable()) {
            read();
        }
    }

    @Override
    public void loopStopped() {
        ended(new IOException("the event loop stopped"));
        close();
    }

    private void readOn() {
        ByteBuffer rest = leftover;
        leftover = null;
        boolean more = true;
        if (rest != null && rest.hasRemaining() && receiver != null) {
            more = receiver.received(rest);
        }
        interest(SelectionKey.OP_READ, more && !inputEnded);
    }

    private void read() {
        ByteBuffer bytes = loop.readBuffer();
        int count;
        try {
            count = channel.read(bytes);
        } catch (IOException e) {
            ended(e);
            close();
            return;
        }
        if (count < 0) {
            inputEnded = true;
            interest(SelectionKey.OP_READ, false);
            ended(null);
            closeWhenBothSidesEnded();
        } else if (count > 0 && receiver != null && !receiver.received(bytes.flip())) {
            interest(SelectionKey.OP_READ, false);
        }
    }

    private void flush() {
        boolean room;
        boolean shut;
        try {
            synchronized (lock) {
                ByteBuffer chunk = queue.first();
                while (chunk != null) {
                    int count = channel.write(chunk);
                    queue.removed(count);
                    chunk = chunk.hasRemaining() ? null : queue.first();
                }
                room = starved && queue.size() < ByteQueue.LOW_WATER;
                starved &= !room;
                shut = ending && queue.isEmpty() && !outputShut;
                interest(SelectionKey.OP_WRITE, !queue.isEmpty());
            }
            if (shut) {
                outputShut = true;
                channel.shutdownOutput();
                closeWhenBothSidesEnded();
            }
        } catch (IOException e) {
            ended(e);
            close();
            return;
        }
        if (room && receiver != null) {
            receiver.writable();
        }
    }

    private void ended(@Nullable Throwable cause) {
        Receiver told = receiver;
        receiver = null;
        if (told != null) {
            told.ended(cause);
        }
    }

    private void closeWhenBothSidesEnded() {
        if (inputEnded && outputShut) {
            close();
        }
    }

    private void interest(int operation, boolean wanted) {
        if (key.isValid()) {
            key.interestOps(wanted ? key.interestOps() | operation : key.interestOps() & ~operation);
        }
    }

    private void close() {
        closeQuietly(channel);
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a socket", e);
        }
    }
}
