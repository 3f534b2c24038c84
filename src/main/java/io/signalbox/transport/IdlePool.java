package io.signalbox.transport;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few things that are costly to make and must be ended. Never waits: when none is idle one is made, and when
 * enough are idle one more is ended. Safe from any thread.
 */
final class IdlePool<T> {
    private final BlockingQueue<T> idle;
    private final Supplier<T> make;
    private final Consumer<T> end;

    /** @param most how many may be idle */
    IdlePool(int most, Supplier<T> make, Consumer<T> end) {
        this.idle = new ArrayBlockingQueue<>(most);
        this.make = make;
        this.end = end;
    }

    /** To be given back, whatever happens. */
    T take() {
        @Nullable T taken = idle.poll();
        return taken == null ? make.get() : taken;
    }

    /** @param taken as good as new */
    void giveBack(T taken) {
        if (!idle.offer(taken)) {
            end.accept(taken);
        }
    }
}
