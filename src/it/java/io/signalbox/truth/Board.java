package io.signalbox.truth;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the drivers of a run know together: what was stored and has not arrived yet. Only for knowing when to end. */
final class Board {
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();
    private volatile long lastArrival = System.nanoTime();

    void stored(String message) {
        awaited.add(message);
        if (arrived.contains(message)) {
            awaited.remove(message);
        }
    }

    void arrived(String message) {
        lastArrival = System.nanoTime();
        arrived.add(message);
        awaited.remove(message);
    }

    boolean isComplete() {
        return awaited.isEmpty();
    }

    /** For how long nothing arrived. */
    long quietMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastArrival);
    }
}
