package io.signalbox.transport;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * Tyrus's connection on the portable wire, which writes nothing once its connection has ended. Without this, Tyrus
 * answers a broken connection with a close frame, and a message may still be on its way; by then the container has
 * reused what the stream writes through, and the bytes arrive on a stranger's connection. Seen as close frames 1000 on
 * connections that nobody closed, about one in 1,500 under churn. See docs/decisions/0010.
 *
 * <p>And which loses no end: the container may tell of it while Tyrus still opens the connection, which is when the
 * client already gets its first message, and Tyrus then knows no connection to close. Such an end is told again once
 * there is one. Without this about one in 70 clients that left at once stayed until the heartbeat gave them up.
 */
public final class GuardedUpgradeHandler extends TyrusHttpUpgradeHandler {
    private static final System.Logger LOG = System.getLogger(GuardedUpgradeHandler.class.getName());

    /** Longer than a thread of the container takes to leave, also on a busy machine. */
    private static final Duration SETTLING = Duration.ofMillis(100);

    private final Executor afterSettling;
    private volatile @Nullable GuardedConnection guarded;
    private final Object opening = new Object();
    private boolean opened;
    private boolean earlyData;
    private @Nullable Runnable earlyEnd;

    /** For the container. */
    public GuardedUpgradeHandler() {
        this(CompletableFuture.delayedExecutor(SETTLING.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** @param afterSettling runs what it gets when the container's threads have left the request */
    GuardedUpgradeHandler(Executor afterSettling) {
        this.afterSettling = afterSettling;
    }

    @Override
    public void init(WebConnection connection) {
        GuardedConnection own = new GuardedConnection(connection, afterSettling);
        guarded = own;
        try {
            super.init(own);
        } finally {
            tellWhatCameEarly();
        }
    }

    @Override
    public void onDataAvailable() {
        synchronized (opening) {
            if (!opened) {
                earlyData = true;
                return;
            }
        }
        super.onDataAvailable();
    }

    @Override
    public void onAllDataRead() {
        tell(super::onAllDataRead);
    }

    @Override
    public void onError(Throwable failure) {
        endOutput();
        tell(() -> super.onError(failure));
    }

    @Override
    public void destroy() {
        endOutput();
        tell(super::destroy);
    }

    private void tell(Runnable end) {
        synchronized (opening) {
            if (!opened) {
                if (earlyEnd == null) {
                    earlyEnd = end;
                }
                return;
            }
        }
        end.run();
    }

    private void tellWhatCameEarly() {
        boolean data;
        Runnable end;
        synchronized (opening) {
            opened = true;
            data = earlyData;
            end = earlyEnd;
            earlyEnd = null;
        }
        if (data) {
            super.onDataAvailable();
        }
        if (end != null) {
            end.run();
        }
    }

    private void endOutput() {
        GuardedConnection own = guarded;
        if (own != null) {
            own.output.end();
        }
    }

    private static final class GuardedConnection implements WebConnection {
        private final WebConnection connection;
        private final Executor afterSettling;
        private final GuardedOutput output;

        GuardedConnection(WebConnection connection, Executor afterSettling) {
            this.connection = connection;
            this.afterSettling = afterSettling;
            try {
                this.output = new GuardedOutput(connection.getOutputStream());
            } catch (IOException e) {
                throw new IllegalStateException("upgraded connection without an output", e);
            }
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return connection.getInputStream();
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return output;
        }

        @Override
        public void close() {
            output.end();
            afterSettling.execute(this::closeQuietly);
        }

        private void closeQuietly() {
            try {
                connection.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.DEBUG, "the container could not close a connection: {0}", e.toString());
            }
        }
    }

    /**
     * The container's stream until the end, then nothing. The lock makes the end wait for a write that is under way:
     * these writes do not block. The container's own listener calls come without it.
     */
    private static final class GuardedOutput extends ServletOutputStream {
        private final ServletOutputStream output;
        private boolean ended;

        GuardedOutput(ServletOutputStream output) {
            this.output = output;
        }

        synchronized void end() {
            ended = true;
        }

        @Override
        public synchronized boolean isReady() {
            if (ended) {
                throw new IllegalStateException("the connection has ended");
            }
            return output.isReady();
        }

        @Override
        public synchronized void setWriteListener(WriteListener listener) {
            if (ended) {
                throw new IllegalStateException("the connection has ended");
            }
            output.setWriteListener(listener);
        }

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            refuseAfterTheEnd();
            output.write(bytes, offset, length);
        }

        @Override
        public synchronized void flush() throws IOException {
            refuseAfterTheEnd();
            output.flush();
        }

        private void refuseAfterTheEnd() throws IOException {
            if (ended) {
                throw new IOException("the connection has ended");
            }
        }
    }
}
