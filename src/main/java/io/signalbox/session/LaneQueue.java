package io.signalbox.session;

import io.signalbox.protocol.Lane;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The messages of one lane, first in first out, in a ring that grows. Its links and counters belong to the outbox. */
final class LaneQueue {
    private static final int SMALL = 4;

    Lane lane = Lane.NORMAL;
    /** The next lane in which something waits. */
    @Nullable
    LaneQueue next;
    /** How often another lane was served since this one was, or since it began to wait. */
    int passedOver;

    private @Nullable Outgoing[] ring = new Outgoing[SMALL];
    private int head;
    private int size;

    void add(Outgoing message) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = message;
        size++;
    }

    /** The oldest message. There must be one. */
    Outgoing poll() {
        Outgoing message = ring[head];
        if (message == null) {
            throw new IllegalStateException("lane " + lane + " is empty");
        }
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return message;
    }

    /** Puts {@code fresh} in the place of {@code old}, the last occurrence of it. It must be here. */
    void replace(Outgoing old, Outgoing fresh) {
        for (int i = size - 1; i >= 0; i--) {
            int at = (head + i) & (ring.length - 1);
            if (ring[at] == old) {
                ring[at] = fresh;
                return;
            }
        }
        throw new IllegalStateException("not in lane " + lane);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether it is worth keeping when empty. */
    boolean isSmall() {
        return ring.length == SMALL;
    }

    /** The length stays a power of two. */
    private void grow() {
        int length = ring.length;
        @Nullable Outgoing[] larger = Arrays.copyOfRange(ring, head, head + length * 2);
        System.arraycopy(ring, 0, larger, length - head, head);
        ring = larger;
        head = 0;
    }
}
