package io.signalbox.transport;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The event loops of this node. Connections are dealt out to them in turn and stay where they are. */
public final class EventLoops {
    private final List<EventLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();

    /** @param count at least 1 */
    public EventLoops(String name, int count) {
        loops = IntStream.range(0, count)
                .mapToObj(i -> new EventLoop(name + '-' + i))
                .toList();
    }

    /** Starts the threads. Once. */
    public void start() {
        loops.forEach(EventLoop::start);
    }

    /** Ends the threads and closes their sockets. Idempotent. */
    public void stop() {
        loops.forEach(EventLoop::stop);
    }

    /** The loop whose turn it is. */
    public EventLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }
}
