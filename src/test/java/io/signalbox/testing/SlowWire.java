package io.signalbox.testing;

import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A wire that pulls and writes on an executor of one thread: between a wake and its pull anything may happen. */
public final class SlowWire implements Wire {
    private final Executor writer;
    private final Consumer<OutboundFrame> written;
    private final AtomicBoolean planned = new AtomicBoolean();
    private volatile FrameSource source = new Nothing();

    /** @param written gets each frame, on the writer's thread */
    public SlowWire(Executor writer, Consumer<OutboundFrame> written) {
        this.writer = writer;
        this.written = written;
    }

    @Override
    public void attach(FrameSource newSource) {
        source = newSource;
    }

    @Override
    public void wake() {
        if (planned.compareAndSet(false, true)) {
            writer.execute(this::pull);
        }
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String reason) {
        written.accept(OutboundFrame.text("closed " + code));
    }

    @Override
    public void abort() {}

    @Override
    public Duration stalledFor() {
        return Duration.ZERO;
    }

    /** Takes a few frames at a time, as a real one does. */
    private void pull() {
        planned.set(false);
        int taken = 0;
        OutboundFrame frame = source.next();
        while (frame != null) {
            written.accept(frame);
            taken++;
            frame = taken < 7 ? source.next() : null;
        }
        if (taken > 0) {
            source.written(taken);
            wake();
        }
    }

    private static final class Nothing implements FrameSource {
        @Override
        public @Nullable OutboundFrame next() {
            return null;
        }

        @Override
        public void written(int frames) {}

        @Override
        public void lost() {}
    }
}
