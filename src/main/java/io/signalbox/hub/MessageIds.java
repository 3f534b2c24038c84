package io.signalbox.hub;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of messages whose sender gave none: a random part of this process and a number. Unique over nodes and restarts;
 * 20 to 26 characters. Safe from any thread.
 */
final class MessageIds {
    private static final int RADIX = 32;

    private final String prefix;
    private final AtomicLong next = new AtomicLong();

    MessageIds() {
        prefix = "m" + Long.toUnsignedString(new SecureRandom().nextLong() | Long.MIN_VALUE, RADIX) + "-";
    }

    String next() {
        return prefix + Long.toUnsignedString(next.incrementAndGet() + 0xfffff, RADIX);
    }
}
