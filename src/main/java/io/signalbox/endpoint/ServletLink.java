package io.signalbox.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.transport.ByteLink;
import io.signalbox.transport.ByteQueue;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A link over a connection of the container, by its non-blocking streams.
 *
 * <p>Rules of those streams, as Payara keeps them: listeners are set in {@code init}; after {@code isReady()} was false
 * nothing may be written or read until the callback; the callback may come on another thread before {@code isReady()}
 * returned. So the state below says who reads and who writes, a callback that finds somebody at work leaves a note, and
 * no stream is touched under the lock.
 */
final class ServletLink implements ByteLink {
    private static final System.Logger LOG = System.getLogger(ServletLink.class.getName());
    private static final int READ_BUFFER = 16 * 1024;

    private final WebConnection connection;
    private final ServletInputStream in;
    private final ServletOutputStream out;
    private final Object lock = new Object();
    private volatile @Nullable Receiver receiver;

    @GuardedBy("lock")
    private boolean reading;

    @GuardedBy("lock")
    private boolean readAgain;

    @GuardedBy("lock")
    private boolean paused = true;

    @GuardedBy("lock")
    private boolean resumed;

    @GuardedBy("lock")
    private final ByteQueue queue = new ByteQueue();

    @GuardedBy("lock")
    private boolean writing;

    @GuardedBy("lock")
    private boolean ready;

    @GuardedBy("lock")
    private boolean flushWanted;

    @GuardedBy("lock")
    private boolean starved;

    @GuardedBy("lock")
    private long starvedSince;

    @GuardedBy("lock")
    private boolean ending;

    @GuardedBy("lock")
    private boolean closed;

    ServletLink(WebConnection connection) throws IOException {
        this.connection = connection;
        in = connection.getInputStream();
        out = connection.getOutputStream();
        out.setWriteListener(new Writes());
        in.setReadListener(new Reads());
    }

    /** Sends status and headers, which were set before. */
    void commit() {
        synchronized (lock) {
            flushWanted = true;
        }
        drain();
    }

    /** The container took the connection back. */
    void destroyed() {
        ended(null);
    }

    @Override
    public void start(Receiver newReceiver) {
        receiver = newReceiver;
        boolean late;
        synchronized (lock) {
            late = closed;
        }
        if (late) {
            ended(null);
        } else {
            resumeReading();
        }
    }

    @Override
    public boolean write(ByteBuffer bytes) {
        boolean more;
        synchronized (lock) {
            if (ending || closed) {
                return true;
            }
            queue.add(bytes);
            flushWanted = true;
            more = queue.size() < ByteQueue.HIGH_WATER;
            if (!more && !starved) {
                starved = true;
                starvedSince = System.nanoTime();
            }
        }
        drain();
        return more;
    }

    @Override
    public void resumeReading() {
        synchronized (lock) {
            resumed = !paused;
            paused = false;
            if (resumed) {
                return;
            }
        }
        pump();
    }

    @Override
    public Duration congestedFor() {
        synchronized (lock) {
            return starved ? Duration.ofNanos(System.nanoTime() - starvedSince) : Duration.ZERO;
        }
    }

    @Override
    public void end() {
        receiver = null;
        synchronized (lock) {
            ending = true;
        }
        drain();
    }

    @Override
    public void abort() {
        receiver = null;
        close();
    }

    /** Reads what is there, unless another thread is at it. */
    private void pump() {
        synchronized (lock) {
            if (reading || paused || closed) {
                readAgain = reading;
                return;
            }
            reading = true;
        }
        byte[] buffer = new byte[READ_BUFFER];
        boolean on = true;
        while (on) {
            boolean more;
            try {
                more = readAll(buffer);
            } catch (IOException | RuntimeException e) {
                synchronized (lock) {
                    reading = false;
                }
                ended(e);
                return;
            }
            synchronized (lock) {
                on = !closed && (more ? readAgain : resumed);
                readAgain = false;
                if (!on) {
                    paused = !more;
                    reading = false;
                }
            }
        }
    }

    /** @return false when the receiver wants no more now */
    private boolean readAll(byte[] buffer) throws IOException {
        while (in.isReady()) {
            int count = in.read(buffer);
            if (count < 0) {
                ended(null);
                return true;
            }
            synchronized (lock) {
                resumed = false;
            }
            Receiver told = receiver;
            if (told != null && count > 0 && !told.received(ByteBuffer.wrap(buffer, 0, count))) {
                return false;
            }
        }
        return true;
    }

    /** Writes what waits, as far as the container takes it, unless another thread is at it. */
    private void drain() {
        try {
            while (writeOnce()) {
                // One chunk or one flush at a time.
            }
        } catch (IOException | RuntimeException e) {
            ended(e);
        }
    }

    /** @return whether to go on */
    private boolean writeOnce() throws IOException {
        byte[] array = {};
        int offset = 0;
        int count = 0;
        synchronized (lock) {
            if (closed || writing || !ready) {
                return false;
            }
            ByteBuffer chunk = queue.first();
            if (chunk != null) {
                // Taken out under the lock: others may add bytes behind these while these are written.
                array = chunk.array();
                offset = chunk.arrayOffset() + chunk.position();
                count = chunk.remaining();
                chunk.position(chunk.limit());
                queue.removed(count);
            } else if (flushWanted) {
                flushWanted = false;
            } else if (!ending) {
                return false;
            }
            // Everything is written and flushed when there was neither a chunk nor a flush: closed below.
            writing = true;
            ready = false;
        }
        return written(array, offset, count);
    }

    private boolean written(byte[] array, int offset, int count) throws IOException {
        boolean last;
        synchronized (lock) {
            last = count == 0 && ending && queue.isEmpty();
        }
        if (count > 0) {
            out.write(array, offset, count);
        } else {
            out.flush();
        }
        if (last) {
            close();
            return false;
        }
        boolean nowReady = out.isReady();
        boolean room;
        synchronized (lock) {
            writing = false;
            ready |= nowReady;
            room = starved && queue.size() < ByteQueue.LOW_WATER;
            starved &= !room;
        }
        Receiver told = receiver;
        if (room && told != null) {
            told.writable();
        }
        return true;
    }

    private void ended(@Nullable Throwable cause) {
        Receiver told;
        synchronized (lock) {
            told = receiver;
            receiver = null;
        }
        if (told != null) {
            told.ended(cause);
        }
        if (cause != null) {
            close();
        }
    }

    private void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            queue.clear();
        }
        try {
            connection.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a client connection", e);
        }
    }

    private final class Writes implements WriteListener {
        @Override
        public void onWritePossible() {
            synchronized (lock) {
                ready = true;
            }
            drain();
        }

        @Override
        public void onError(Throwable cause) {
            ended(cause);
        }
    }

    private final class Reads implements ReadListener {
        @Override
        public void onDataAvailable() {
            pump();
        }

        @Override
        public void onAllDataRead() {
            ended(null);
        }

        @Override
        public void onError(Throwable cause) {
            ended(cause);
        }
    }
}
