package io.signalbox.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Locks an address out for a time after so many refused handshakes in a row (contract C14). It remembers the addresses
 * that were refused last, so its memory is bounded; one that is forgotten, or that was quiet for as long as a lock
 * lasts, begins anew. Safe from any thread.
 */
final class AddressLock {
    /** Most addresses remembered. */
    static final int ADDRESSES = 10_000;

    private final int after;
    private final long lockMillis;
    private final Clock clock;
    private final Map<String, Failures> failing = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > ADDRESSES;
        }
    };

    /**
     * @param after refused handshakes in a row that lock an address; 0: never
     * @param time how long
     */
    AddressLock(int after, Duration time, Clock clock) {
        this.after = after;
        this.lockMillis = time.toMillis();
        this.clock = clock;
    }

    /** Seconds, at least 1, for which the address is locked from now on; 0: it is not. */
    int lockedFor(String address) {
        if (after == 0) {
            return 0;
        }
        synchronized (this) {
            Failures known = present(address);
            return known == null || known.inRow() < after
                    ? 0
                    : (int) Math.max(1, (known.lastMillis() + lockMillis - clock.millis() + 999) / 1000);
        }
    }

    /** A handshake of the address was refused for what it is. While it is locked nothing is counted. */
    void refused(String address) {
        if (after == 0) {
            return;
        }
        synchronized (this) {
            Failures known = present(address);
            failing.put(address, new Failures(known == null ? 1 : known.inRow() + 1, clock.millis()));
        }
    }

    /** A handshake of the address was good. */
    void accepted(String address) {
        if (after == 0) {
            return;
        }
        synchronized (this) {
            failing.remove(address);
        }
    }

    /** Addresses remembered now. */
    synchronized int addresses() {
        return failing.size();
    }

    private @Nullable Failures present(String address) {
        Failures known = failing.get(address);
        if (known == null) {
            return null;
        }
        long age = clock.millis() - known.lastMillis();
        // A clock that was set back would lengthen the lock.
        if (age < 0 || age >= lockMillis) {
            failing.remove(address);
            return null;
        }
        return known;
    }

    private record Failures(int inRow, long lastMillis) {}
}
