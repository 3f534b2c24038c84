package io.signalbox.bench;

import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A wire that writes nothing and tells of each acknowledgement and error. */
final class StoredWire implements Wire {
    private final Answers answers;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile @Nullable FrameSource source;

    StoredWire(Answers answers) {
        this.answers = answers;
    }

    /** Who is told. */
    interface Answers {
        /** @param stored whether it is an acknowledgement */
        void answered(boolean stored);
    }

    @Override
    public void attach(FrameSource newSource) {
        source = newSource;
    }

    @Override
    public void wake() {
        if (wakes.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = wakes.get();
            FrameSource frames = source;
            for (OutboundFrame frame = next(frames); frame != null; frame = next(frames)) {
                String text = frame.payloadText();
                if (frames != null) {
                    frames.written(1);
                }
                if (text.contains("\"ack\":\"stored\"")) {
                    answers.answered(true);
                } else if (text.contains("\"message_type\":\"error\"")) {
                    answers.answered(false);
                }
            }
        } while (!wakes.compareAndSet(seen, 0));
    }

    private static @Nullable OutboundFrame next(@Nullable FrameSource frames) {
        return frames == null ? null : frames.next();
    }

    @Override
    public void ping() {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void abort() {}

    @Override
    public Duration stalledFor() {
        return Duration.ZERO;
    }
}
