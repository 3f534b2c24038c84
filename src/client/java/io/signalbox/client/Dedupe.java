package io.signalbox.client;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Remembers which inbox entries were processed: everything up to a floor, and single entries above it.
 *
 * <p>The floor rises to the highest processed entry, but never past one that a listener still has in hand or failed on:
 * its replay would be taken for a repetition, acknowledged and lost. All memories are bounded; what is forgotten can
 * make a message come twice, never get lost.
 */
final class Dedupe {
    /** What to do with an entry that arrived. */
    enum Verdict {
        PROCESS,
        ACKNOWLEDGE,
        IN_HAND
    }

    private final int limit;
    private final Set<Long> inHand = new LinkedHashSet<>();
    private final Set<Long> failed = new LinkedHashSet<>();
    private final Set<Long> processed = new LinkedHashSet<>();
    private volatile long floor;
    private boolean floorMayRise = true;

    Dedupe(long processedUpTo, int limit) {
        this.floor = processedUpTo;
        this.limit = limit;
    }

    /** Every entry up to this one is processed. Safe from any thread. */
    long processedUpTo() {
        return floor;
    }

    /** Asks about an entry that arrived; after {@code PROCESS} the caller owes {@code processed} or {@code failed}. */
    Verdict arrived(long seq) {
        if (inHand.contains(seq)) {
            return Verdict.IN_HAND;
        }
        if (seq <= floor || processed.contains(seq)) {
            return Verdict.ACKNOWLEDGE;
        }
        failed.remove(seq);
        inHand.add(seq);
        if (inHand.size() > limit) {
            failed(inHand.iterator().next());
        }
        return Verdict.PROCESS;
    }

    void processed(long seq) {
        inHand.remove(seq);
        failed.remove(seq);
        if (seq <= floor) {
            return;
        }
        processed.add(seq);
        if (floorMayRise && inHand.isEmpty() && failed.isEmpty()) {
            floor = processed.stream().mapToLong(Long::longValue).reduce(floor, Math::max);
            processed.clear();
        }
        forgetOldest(processed);
    }

    void failed(long seq) {
        inHand.remove(seq);
        failed.add(seq);
        if (forgetOldest(failed)) {
            floorMayRise = false;
        }
    }

    private boolean forgetOldest(Set<Long> entries) {
        if (entries.size() <= limit) {
            return false;
        }
        Iterator<Long> oldest = entries.iterator();
        oldest.next();
        oldest.remove();
        return true;
    }
}
