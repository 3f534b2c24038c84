package io.signalbox.testing;

import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wire that records. It pulls one frame at a time and writes it at once, or, when {@link #hold held}, only when the
 * test says so. Safe from any thread; it pulls on the thread that woke it or completed a write.
 */
public final class FakeWire implements Wire {
    private final List<OutboundFrame> frames = new ArrayList<>();
    private @Nullable FrameSource source;
    private boolean holding;
    private boolean failing;
    private boolean lost;
    /** A thread pulls, or a frame is in flight. */
    private boolean busy;

    private boolean inFlight;
    private boolean woken;
    private @Nullable Closing closing;
    private int closes;
    private int aborts;
    private int pings;
    private long lastPing;
    private Duration stalled = Duration.ZERO;

    @Override
    public synchronized void attach(FrameSource newSource) {
        if (source != null) {
            throw new AssertionError("attached twice");
        }
        source = newSource;
    }

    @Override
    public void wake() {
        synchronized (this) {
            woken = true;
            if (busy || lost || closing != null) {
                return;
            }
            busy = true;
        }
        pull();
    }

    @Override
    public synchronized void ping() {
        pings++;
    }

    @Override
    public synchronized void ping(long number) {
        pings++;
        lastPing = number;
    }

    @Override
    public synchronized void close(int code, String reason) {
        closes++;
        if (closing == null) {
            closing = new Closing(code, reason);
        }
    }

    @Override
    public void abort() {
        synchronized (this) {
            aborts++;
        }
        lose();
    }

    @Override
    public synchronized Duration stalledFor() {
        return stalled;
    }

    /** From now on frames stay in flight until {@link #complete}. */
    public synchronized void hold() {
        holding = true;
    }

    /** From now on every write fails. */
    public synchronized void fail() {
        failing = true;
    }

    /** What {@link #stalledFor} says from now on. */
    public synchronized void stalledFor(Duration time) {
        stalled = time;
    }

    /** Ends the write in flight. @return false when there is none */
    public boolean complete(boolean success) {
        FrameSource told;
        synchronized (this) {
            if (!inFlight) {
                return false;
            }
            inFlight = false;
            told = source;
        }
        if (!success) {
            lose();
        } else if (told != null) {
            told.written(1);
            pull();
        }
        return true;
    }

    /** Ends writes, also those that come meanwhile, until none is in flight. */
    public void completeAll() {
        boolean more = true;
        while (more) {
            more = complete(true);
        }
    }

    /** Stops holding and ends what is in flight. */
    public void release() {
        synchronized (this) {
            holding = false;
        }
        completeAll();
    }

    /** Whether a write was begun and not ended. */
    public synchronized boolean inFlight() {
        return inFlight;
    }

    /** What was written so far, in order; the one in flight included. */
    public synchronized List<String> texts() {
        return frames.stream().map(OutboundFrame::payloadText).toList();
    }

    /** Forgets what was written so far. @return it */
    public synchronized List<String> take() {
        return takeFrames().stream().map(OutboundFrame::payloadText).toList();
    }

    /** Forgets what was written so far. @return it, frame by frame */
    public synchronized List<OutboundFrame> takeFrames() {
        List<OutboundFrame> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    /** The code it was closed with, 0 when it is open. */
    public synchronized int closeCode() {
        return closing == null ? 0 : closing.code();
    }

    /** The reason it was closed with, null when it is open. */
    public synchronized @Nullable String closeReason() {
        return closing == null ? null : closing.reason();
    }

    /** How often it was closed. */
    public synchronized int closes() {
        return closes;
    }

    /** How often it was cut off. */
    public synchronized int aborts() {
        return aborts;
    }

    /** How often it was pinged. */
    public synchronized int pings() {
        return pings;
    }

    /** The number of the last ping that had one, 0 without. */
    public synchronized long lastPing() {
        return lastPing;
    }

    private void pull() {
        while (true) {
            FrameSource asked;
            synchronized (this) {
                woken = false;
                asked = source;
                if (asked == null || lost || closing != null) {
                    busy = false;
                    return;
                }
            }
            OutboundFrame frame = asked.next();
            if (frame == null) {
                synchronized (this) {
                    if (woken) {
                        continue;
                    }
                    busy = false;
                    return;
                }
            }
            if (!write(frame)) {
                return;
            }
            asked.written(1);
        }
    }

    /** @return whether it was written already */
    private boolean write(OutboundFrame frame) {
        synchronized (this) {
            if (inFlight) {
                throw new AssertionError("two writes in flight");
            }
            if (!failing && closing == null) {
                frames.add(frame);
                inFlight = holding;
                return !holding;
            }
            busy = false;
        }
        lose();
        return false;
    }

    private void lose() {
        FrameSource told;
        synchronized (this) {
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

    private record Closing(int code, String reason) {}
}
