package io.signalbox.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wire that writes nothing before its first frame is known, whatever the session has to say by then: what a client is
 * told first may have to be asked from the database. Safe from any thread.
 */
public final class OpeningWire implements Wire, FrameSource {
    private final Wire wire;
    private volatile @Nullable FrameSource session;
    /** The first frame was written, so nothing is left to do here. */
    private volatile boolean open;

    @GuardedBy("this")
    private @Nullable OutboundFrame first;

    @GuardedBy("this")
    private boolean begun;

    @GuardedBy("this")
    private boolean pulled;

    public OpeningWire(Wire wire) {
        this.wire = wire;
    }

    /** Writes the first frame, and then what waits behind it. @return false when it was begun before */
    @CanIgnoreReturnValue
    public boolean begin(OutboundFrame frame) {
        synchronized (this) {
            if (begun) {
                return false;
            }
            begun = true;
            first = frame;
        }
        wire.wake();
        return true;
    }

    @Override
    public void attach(FrameSource source) {
        session = source;
        wire.attach(this);
    }

    @Override
    public @Nullable OutboundFrame next() {
        FrameSource source = session;
        if (!open) {
            synchronized (this) {
                OutboundFrame frame = first;
                first = null;
                pulled |= frame != null;
                if (frame != null || !begun) {
                    return frame;
                }
            }
        }
        return source == null ? null : source.next();
    }

    @Override
    public void written(int frames) {
        int ofSession = frames;
        if (!open) {
            synchronized (this) {
                if (pulled && !open && frames > 0) {
                    ofSession--;
                    open = true;
                }
            }
        }
        FrameSource source = session;
        if (source != null && ofSession > 0) {
            source.written(ofSession);
        }
    }

    @Override
    public void lost() {
        FrameSource source = session;
        if (source != null) {
            source.lost();
        }
    }

    @Override
    public void wake() {
        wire.wake();
    }

    @Override
    public void ping() {
        wire.ping();
    }

    @Override
    public void ping(long number) {
        wire.ping(number);
    }

    @Override
    public void close(int code, String reason) {
        wire.close(code, reason);
    }

    @Override
    public void abort() {
        wire.abort();
    }

    @Override
    public Duration stalledFor() {
        return wire.stalledFor();
    }
}
