package io.signalbox.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames as events of a response that stays open, through the container's non-blocking stream: many small frames
 * with one write. A ping is a comment, and a close frame an event {@code close} and the end of the response. Binary
 * frames are skipped: an event stream is text.
 *
 * <p>The stream's rules are those of {@link ServletLink}: after {@code isReady()} was false nothing may be written
 * until the callback, which may come on another thread before {@code isReady()} returned; a flush is a write too. Only
 * the thread that is {@link #busy} touches the stream, never under the lock, and nobody does after the response ended:
 * the container uses it again. A frame counts as written when the container took it and takes more.
 */
final class SseWire implements Wire, WriteListener {
    /** Frames are pulled until their events have so many bytes: late, so that the outbox decides what goes first. */
    static final int BATCH_BYTES = 16 * 1024;

    private static final System.Logger LOG = System.getLogger(SseWire.class.getName());
    private static final byte[] NOTHING = {};

    private final ServletOutputStream out;
    private final Exchange exchange;

    @GuardedBy("this")
    private @Nullable FrameSource source;

    /** A thread pulls and writes. It alone uses the fields at the end. */
    @GuardedBy("this")
    private boolean busy;

    /** The stream takes a write. */
    @GuardedBy("this")
    private boolean ready;

    /** There is something to pull that the present pulling may not have seen. */
    @GuardedBy("this")
    private boolean woken;

    @GuardedBy("this")
    private boolean pingDue;

    /** The last event; then nothing is pulled any more. */
    @GuardedBy("this")
    private byte @Nullable [] closing;

    /** The stream is not to be touched any more, whatever waits. */
    @GuardedBy("this")
    private boolean cut;

    /** The response ended. */
    @GuardedBy("this")
    private boolean done;

    /** Since when the stream takes nothing, in {@link System#nanoTime}; counts while it is not ready. */
    @GuardedBy("this")
    private long sinceNanos = System.nanoTime();

    private byte @Nullable [] preamble;
    private boolean flushDue;
    private boolean closeWritten;
    /** Something was written since the exchange was told that the client is alive. */
    private boolean moved;
    /** Frames that were pulled and are not known as written. */
    private int pulled;

    /** @param preamble events that come before everything else */
    SseWire(ServletOutputStream out, byte[] preamble, Exchange exchange) {
        this.out = out;
        this.preamble = preamble;
        this.exchange = exchange;
    }

    @Override
    public synchronized void attach(FrameSource newSource) {
        source = newSource;
    }

    @Override
    public void wake() {
        synchronized (this) {
            woken = true;
        }
        work();
    }

    @Override
    public void ping() {
        synchronized (this) {
            pingDue = true;
        }
        work();
    }

    @Override
    public void close(int code, String reason) {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            closing = new EventText()
                    .event(
                            "close",
                            "{\"code\":" + code + ",\"reason\":" + JsonCodec.quote(reason) + ",\"reconnect\":"
                                    + CloseCode.reconnectAdvised(code) + "}")
                    .toBytes();
        }
        work();
    }

    @Override
    public void abort() {
        synchronized (this) {
            if (done) {
                return;
            }
        }
        exchange.hangUp();
        cut();
    }

    @Override
    public synchronized Duration stalledFor() {
        return ready || done ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - sinceNanos);
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            ready = true;
        }
        work();
    }

    /** The connection broke, as whoever notices it first says. */
    @Override
    public void onError(Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "event stream failed: {0}", cause.toString());
        cut();
    }

    /** Writes what there is, as far as the stream takes it, unless a thread is at it. */
    private void work() {
        synchronized (this) {
            if (busy || !ready || done) {
                return;
            }
            busy = true;
        }
        try {
            while (step()) {
                // One write or one flush at a time.
            }
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                busy = false;
            }
            onError(e);
        }
    }

    /** @return whether to go on; else this thread is not busy any more */
    private boolean step() throws IOException {
        if (flushDue) {
            flushDue = false;
            return put(NOTHING);
        }
        tell();
        byte[] events = gather();
        if (events.length > 0) {
            flushDue = true;
            return put(events);
        }
        return goesOn();
    }

    /** The stream is ready: what was written before has left our hands. */
    private void tell() {
        if (moved) {
            moved = false;
            exchange.alive();
        }
        int written = pulled;
        FrameSource told = source();
        if (written > 0 && told != null) {
            pulled = 0;
            told.written(written);
        }
    }

    /** What is to be written next; nothing when there is none. */
    private byte[] gather() {
        FrameSource asked;
        EventText events = new EventText();
        synchronized (this) {
            if (cut || closeWritten) {
                return NOTHING;
            }
            byte[] first = preamble;
            preamble = null;
            if (first != null) {
                return first;
            }
            byte[] last = closing;
            if (last != null) {
                closeWritten = true;
                return last;
            }
            if (pingDue) {
                events.comment("ping");
            }
            pingDue = false;
            woken = false;
            asked = source;
        }
        if (asked != null) {
            pull(asked, events);
        }
        return events.toBytes();
    }

    private void pull(FrameSource asked, EventText events) {
        while (events.size() < BATCH_BYTES) {
            OutboundFrame frame = asked.next();
            if (frame == null) {
                return;
            }
            pulled++;
            if (frame.isText() && frame.seq() > 0) {
                events.message(frame.seq(), frame.payload());
            } else if (frame.isText()) {
                events.message(frame.payload());
            } else {
                exchange.skipped();
            }
        }
    }

    /** Writes, or flushes when there is {@link #NOTHING}. @return as {@link #step} */
    private boolean put(byte[] events) throws IOException {
        synchronized (this) {
            if (cut) {
                // Not known as written: the source hears that they are lost.
                pulled = 0;
                moved = false;
                return true;
            }
            ready = false;
            sinceNanos = System.nanoTime();
        }
        if (events.length > 0) {
            out.write(events);
        } else {
            out.flush();
        }
        moved = true;
        boolean takesMore = out.isReady();
        synchronized (this) {
            ready |= takesMore;
            if (ready) {
                return true;
            }
            if (!cut) {
                busy = false;
                return false;
            }
        }
        return goesOn();
    }

    /** Nothing is to be written, or may be. @return as {@link #step} */
    private boolean goesOn() {
        synchronized (this) {
            boolean over = cut || closeWritten;
            if (!over && (pulled > 0 || woken || pingDue || closing != null)) {
                return true;
            }
            busy = false;
            if (!over) {
                return false;
            }
        }
        end();
        return false;
    }

    /** Ends the response; a thread that is busy does it when it comes back from the stream. */
    private void cut() {
        synchronized (this) {
            cut = true;
            if (busy) {
                return;
            }
        }
        end();
    }

    private void end() {
        FrameSource told;
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
            told = cut ? source : null;
        }
        if (told != null) {
            told.lost();
        }
        exchange.finish();
    }

    private synchronized @Nullable FrameSource source() {
        return source;
    }

    /** The request and response around the stream. Called on any thread, under no lock; must not block or throw. */
    interface Exchange {
        /** The client's side took what was written: it is all that one hears of a client that only reads. */
        void alive();

        /** A binary frame was not written. */
        void skipped();

        /** Ends the response. Once. */
        void finish();

        /** Ends the connection under it, whatever is on its way. */
        void hangUp();
    }
}
