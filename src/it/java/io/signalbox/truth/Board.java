package io.signalbox.truth;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the drivers of a run know together: what was stored and has not arrived yet. Only for knowing when to end. */
final class Board {
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();
    private volatile long lastSign = System.nanoTime();

    void stored(String message) {
        awaited.add(message);
        if (arrived.contains(message)) {
            awaited.remove(message);
        }
    }

    void arrived(String message) {
        lastSign = System.nanoTime();
        arrived.add(message);
        awaited.remove(message);
    }

    boolean isComplete() {
        return awaited.isEmpty();
    }

    /** A device is connected. */
    void opened() {
        lastSign = System.nanoTime();
    }

    /** For how long nothing arrived and no device connected. */
    long quietMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSign);
    }
}
