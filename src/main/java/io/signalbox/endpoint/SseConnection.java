package io.signalbox.endpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.hub.Hub;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.session.ClientSession;
import io.signalbox.transport.HangUp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event stream and what clients post to it, from the request that opens it to its end, which whoever notices it
 * first tells: the hub is told once, and the slot and the token are given back once. Safe from any thread.
 */
final class SseConnection implements SseWire.Exchange, AsyncListener {
    private static final System.Logger LOG = System.getLogger(SseConnection.class.getName());

    private final Hub hub;
    private final Metrics metrics;
    private final AsyncContext exchange;
    private final HangUp hangUp;
    private final Runnable afterwards;
    /** Held while the messages of one post are passed on; by nobody else, and the hub waits for nothing. */
    private final Object turn = new Object();

    private volatile @Nullable SseWire wire;
    private volatile @Nullable ClientSession session;

    @GuardedBy("this")
    private boolean ended;

    /** @param afterwards gives back what the connection holds; run once */
    SseConnection(Hub hub, Metrics metrics, AsyncContext exchange, HangUp hangUp, Runnable afterwards) {
        this.hub = hub;
        this.metrics = metrics;
        this.exchange = exchange;
        this.hangUp = hangUp;
        this.afterwards = afterwards;
    }

    /** The hub knows it. It may have ended before, and then the hub was not told. */
    void opened(SseWire newWire, ClientSession newSession) {
        wire = newWire;
        session = newSession;
        boolean late;
        synchronized (this) {
            late = ended;
        }
        if (late) {
            hub.closed(newSession);
        }
    }

    /** Nobody writes to it any more. Idempotent. */
    void ended() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        afterwards.run();
        ClientSession gone = session;
        if (gone != null) {
            hub.closed(gone);
        }
    }

    /**
     * Passes messages on as if they had come as frames: one after the other, also when two posts come together. Ends at
     * the first that is one too many.
     */
    Taken receive(List<byte[]> messages) {
        ClientSession open = session;
        synchronized (turn) {
            int taken = 0;
            for (byte[] message : messages) {
                if (open == null || !open.isOpen()) {
                    return new Taken(taken, 0, true);
                }
                long wait = hub.receive(open, message, 0, message.length);
                if (wait > 0) {
                    return new Taken(taken, wait, !open.isOpen());
                }
                taken++;
            }
            return new Taken(taken, 0, false);
        }
    }

    @Override
    public void alive() {
        ClientSession open = session;
        if (open != null) {
            open.touch();
        }
    }

    @Override
    public void skipped() {
        metrics.count(Count.SSE_BINARY_SKIPPED);
    }

    @Override
    public void finish() {
        try {
            exchange.complete();
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "completed already: {0}", e.getMessage());
        }
        ended();
    }

    @Override
    public void hangUp() {
        hangUp.run();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ended();
    }

    /** No time limit is set: it cannot come, and if it does the container completes the response. */
    @Override
    public void onTimeout(AsyncEvent event) {
        ended();
    }

    @Override
    public void onError(AsyncEvent event) {
        SseWire broken = wire;
        if (broken == null) {
            ended();
        } else {
            broken.onError(event.getThrowable());
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it again.
    }

    /**
     * What became of a post.
     *
     * @param messages how many were passed on, the first ones
     * @param waitMillis when it ended because there were too many: how long to wait; else 0
     * @param closed whether the connection is closed
     */
    record Taken(int messages, long waitMillis, boolean closed) {}
}
