package io.signalbox.jmh;

import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes what waits after each 16th wake-up, as a loop does that finds 16 messages in one read. */
public final class DrainingWire implements Wire {
    private static final int WAKES = 16;

    private @Nullable FrameSource source;
    private int woken;

    @Override
    public void attach(FrameSource newSource) {
        source = newSource;
    }

    @Override
    public void wake() {
        if (++woken == WAKES) {
            woken = 0;
            drain();
        }
    }

    private void drain() {
        FrameSource from = source;
        if (from == null) {
            return;
        }
        int frames = 0;
        for (OutboundFrame frame = from.next(); frame != null; frame = from.next()) {
            frames++;
        }
        from.written(frames);
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String reason) {
        if (code != 1000 && code != 1006) {
            throw new IllegalStateException("closed: " + code + " " + reason);
        }
    }

    @Override
    public void abort() {}

    @Override
    public Duration stalledFor() {
        return Duration.ZERO;
    }
}
