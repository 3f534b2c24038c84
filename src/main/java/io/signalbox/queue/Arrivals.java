package io.signalbox.queue;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes the consumers of this node that wait at a queue. Holds nothing for a queue that nobody waits at. */
final class Arrivals {
    private final ConcurrentMap<String, Bell> bells = new ConcurrentHashMap<>();

    /** A consumer begins to wait; to be followed by {@link #leave}. */
    Bell enter(String queue) {
        return bells.compute(queue, (name, present) -> {
            Bell bell = present == null ? new Bell() : present;
            bell.waiters++;
            return bell;
        });
    }

    void leave(String queue) {
        bells.computeIfPresent(queue, (name, bell) -> --bell.waiters == 0 ? null : bell);
    }

    /** An entry came: one of those who wait looks for it. */
    void ring(String queue) {
        Bell bell = bells.get(queue);
        if (bell != null) {
            bell.ring();
        }
    }

    /** Queues that somebody waits at. */
    int size() {
        return bells.size();
    }

    /** Where the consumers of one queue wait. */
    static final class Bell {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition rings = lock.newCondition();
        private long rung;
        /** Guarded by the map that holds this. */
        private int waiters;

        /** How often it has rung: to be asked before one looks, so that no ring is missed. */
        long rung() {
            lock.lock();
            try {
                return rung;
            } finally {
                lock.unlock();
            }
        }

        /** Waits until it has rung since {@code heard}, at most {@code nanos}. @return for how long, in nanoseconds */
        long await(long heard, long nanos) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = nanos;
                while (rung == heard && left > 0) {
                    left = rings.awaitNanos(left);
                }
                return nanos - left;
            } finally {
                lock.unlock();
            }
        }

        private void ring() {
            lock.lock();
            try {
                rung++;
                rings.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
