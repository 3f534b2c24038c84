package io.signalbox.endpoint;

import io.signalbox.session.RateLimit;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * At most so many handshakes a second from one network address: a bucket that holds one second's worth, for each of the
 * addresses that came last. An address that is forgotten begins with a full bucket, so the memory is bounded and not
 * the rate of somebody with more addresses than that. Safe from any thread.
 */
final class HandshakeRate {
    /** Most addresses remembered. */
    static final int ADDRESSES = 10_000;

    private final int perSecond;
    private final Clock clock;
    private final Map<String, RateLimit> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimit> eldest) {
            return size() > ADDRESSES;
        }
    };

    /** @param perSecond zero: no limit */
    HandshakeRate(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /** Counts a handshake. @return false when it is one too many; then it does not count */
    boolean allows(String address) {
        if (perSecond == 0) {
            return true;
        }
        long now = clock.millis();
        synchronized (this) {
            return buckets.computeIfAbsent(address, fresh -> new RateLimit(perSecond, perSecond))
                            .take(now)
                    == 0;
        }
    }

    /** Addresses remembered now. */
    synchronized int addresses() {
        return buckets.size();
    }
}
