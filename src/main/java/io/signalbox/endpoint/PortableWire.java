package io.signalbox.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes through the container's asynchronous remote, one frame at a time: works on any server, with TLS, and with
 * HTTP/2.
 */
final class PortableWire implements Wire, SendHandler {
    private static final System.Logger LOG = System.getLogger(PortableWire.class.getName());
    private static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Session session;

    @GuardedBy("this")
    private @Nullable FrameSource source;

    /** A thread pulls, or a frame is under way. */
    @GuardedBy("this")
    private boolean busy;

    /** There is something to pull that the present pulling may not have seen. */
    @GuardedBy("this")
    private boolean woken;

    /** A thread is inside a send: a completion leaves the next pull to it, so that the stack stays flat. */
    @GuardedBy("this")
    private boolean sending;

    /** The frame under way was written. */
    @GuardedBy("this")
    private boolean completed;

    /** The closing handshake began or the connection is gone: nothing is pulled. */
    @GuardedBy("this")
    private boolean ended;

    @GuardedBy("this")
    private boolean lost;

    /** When the frame under way began, in {@link System#nanoTime}. */
    @GuardedBy("this")
    private long startedNanos;

    PortableWire(Session session) {
        this.session = session;
    }

    @Override
    public synchronized void attach(FrameSource newSource) {
        source = newSource;
    }

    @Override
    public void wake() {
        synchronized (this) {
            woken = true;
            if (busy || ended) {
                return;
            }
            busy = true;
        }
        pull();
    }

    @Override
    public void ping() {
        ping(NO_PAYLOAD.duplicate());
    }

    @Override
    public void ping(long number) {
        ping(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    private void ping(ByteBuffer payload) {
        try {
            session.getAsyncRemote().sendPing(payload);
        } catch (IOException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "not pinged: session={0}: {1}", session.getId(), e.getMessage());
        }
    }

    @Override
    public void close(int code, String reason) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        closeSession(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
    }

    /** The container offers nothing harder than a close; the session is told at once, whatever becomes of it. */
    @Override
    public void abort() {
        closeSession(new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "aborted"));
        lose();
    }

    @Override
    public synchronized Duration stalledFor() {
        return sending || (busy && !completed) ? Duration.ofNanos(System.nanoTime() - startedNanos) : Duration.ZERO;
    }

    /** The frame under way was written, or failed. */
    @Override
    public void onResult(SendResult result) {
        if (!result.isOK()) {
            closeSession(new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "internal_error"));
            lose();
            return;
        }
        FrameSource told = source();
        if (told != null) {
            told.written(1);
        }
        synchronized (this) {
            completed = true;
            if (sending) {
                return;
            }
        }
        pull();
    }

    /** Pulls and sends until there is nothing, or until a frame is under way that {@link #onResult} will go on after. */
    private void pull() {
        while (true) {
            FrameSource asked;
            synchronized (this) {
                woken = false;
                completed = true;
                asked = source;
                if (ended || asked == null) {
                    busy = false;
                    return;
                }
            }
            OutboundFrame frame = asked.next();
            synchronized (this) {
                if (frame == null && !woken) {
                    busy = false;
                    return;
                }
            }
            if (frame != null && !send(frame)) {
                return;
            }
        }
    }

    /** @return whether it was written already */
    private boolean send(OutboundFrame frame) {
        synchronized (this) {
            sending = true;
            completed = false;
            startedNanos = System.nanoTime();
        }
        try {
            if (frame.isText()) {
                session.getAsyncRemote().sendText(frame.payloadText(), this);
            } else {
                session.getAsyncRemote().sendBinary(ByteBuffer.wrap(frame.payload()), this);
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            // The session closed meanwhile: the container says so by throwing instead of by the handler.
            lose();
        }
        synchronized (this) {
            sending = false;
            return completed && !lost;
        }
    }

    private void lose() {
        FrameSource told;
        synchronized (this) {
            ended = true;
            busy = false;
            if (lost) {
                return;
            }
            lost = true;
            told = source;
        }
        if (told != null) {
            told.lost();
        }
    }

    private synchronized @Nullable FrameSource source() {
        return source;
    }

    private void closeSession(CloseReason reason) {
        try {
            session.close(reason);
        } catch (IOException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "already closed: session={0}: {1}", session.getId(), e.getMessage());
        }
    }
}
