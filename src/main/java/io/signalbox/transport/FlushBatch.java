package io.signalbox.transport;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections that got something to write during one turn of a loop, each once. Those of other loops are written
 * from here too while they are few, which is cheaper than waking their thread; many are handed to their own loop, so
 * that a large fan-out is written by all loops at once. Used by its loop's thread only.
 */
final class FlushBatch {
    /** From so many connections on another loop is woken to write its own: a wake-up costs about as much as a write. */
    private static final int WORTH_A_WAKE_UP = 32;
    /** A batch that once was larger gives its memory back. */
    private static final int KEEP = 16 * 1024;

    private final EventLoop loop;
    private FrameFlusher[] flushers = new FrameFlusher[64];
    private int size;

    FlushBatch(EventLoop loop) {
        this.loop = loop;
    }

    void add(FrameFlusher flusher) {
        if (size == flushers.length) {
            flushers = Arrays.copyOf(flushers, size * 2);
        }
        flushers[size++] = flusher;
    }

    void run() {
        if (size == 0) {
            return;
        }
        Map<EventLoop, Integer> others = others();
        // Flushing runs callbacks, and these may add: they are flushed in this run too.
        for (int i = 0; i < size; i++) {
            FrameFlusher flusher = flushers[i];
            flushers[i] = null;
            if (others == null || !handedOver(flusher, others)) {
                flusher.run();
            }
        }
        size = 0;
        if (flushers.length > KEEP) {
            flushers = new FrameFlusher[64];
        }
    }

    /** How many connections of other loops there are, by loop; null when there are too few to matter. */
    private @Nullable Map<EventLoop, Integer> others() {
        if (size < WORTH_A_WAKE_UP) {
            return null;
        }
        Map<EventLoop, Integer> others = null;
        for (int i = 0; i < size; i++) {
            EventLoop owner = flushers[i].loop();
            if (owner != loop) {
                others = others == null ? new IdentityHashMap<>() : others;
                others.merge(owner, 1, Integer::sum);
            }
        }
        return others;
    }

    private boolean handedOver(FrameFlusher flusher, Map<EventLoop, Integer> others) {
        EventLoop owner = flusher.loop();
        Integer count = others.get(owner);
        if (owner == loop || count == null || count < WORTH_A_WAKE_UP) {
            return false;
        }
        owner.execute(flusher);
        return true;
    }
}
