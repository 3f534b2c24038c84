package io.signalbox.session;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How much one connection may send: so much itself, and so much together with the other connections of its user to this
 * node. Safe from any thread.
 */
final class SendingRate {
    private final @Nullable RateLimit own;
    private volatile @Nullable RateLimit ofUser;
    private final AtomicInteger refusedInRow = new AtomicInteger();

    SendingRate(SessionSettings settings) {
        own = settings.rate() == 0 ? null : new RateLimit(settings.rate(), settings.burst());
        ofUser = settings.userRate() == 0 ? null : new RateLimit(settings.userRate(), settings.userBurst());
    }

    /** From now on the two count together. */
    void joinUserOf(SendingRate other) {
        ofUser = other.ofUser;
    }

    /** @return 0: the message is allowed; else how many milliseconds until one is */
    long take(long nowMillis) {
        RateLimit user = ofUser;
        long wait = own == null ? 0 : own.take(nowMillis);
        if (wait == 0 && user != null) {
            wait = user.take(nowMillis);
        }
        if (wait > 0) {
            refusedInRow.incrementAndGet();
        } else if (refusedInRow.get() != 0) {
            refusedInRow.set(0);
        }
        return wait;
    }

    /** Messages refused since the last that was allowed. */
    int refusedInRow() {
        return refusedInRow.get();
    }
}
