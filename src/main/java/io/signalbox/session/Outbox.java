package io.signalbox.session;

import io.signalbox.protocol.Lane;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one connection: a queue for each {@link Lane}, bounded together in messages and in bytes.
 * Lanes are served in their order, first in first out within each; a lane that was passed over as often as the bound
 * says is served next, so that none starves. Not safe for several threads; its session guards it.
 *
 * <p>Most outboxes are empty nearly always: then this holds one small queue at most, and allocates nothing when
 * messages come and go one by one.
 */
final class Outbox {
    private final OutboxLimits limits;
    /** The lanes in which something waits, in their order. */
    private @Nullable LaneQueue first;
    /** A small empty queue for the next lane that needs one. */
    private @Nullable LaneQueue spare;

    private int messages;
    private int bytes;
    /** Where the last message of each key waits; only while there are keys. */
    private @Nullable Map<Key, Outgoing> keys;

    Outbox(OutboxLimits limits) {
        this.limits = limits;
    }

    /** @return false when there is no room; then nothing was added */
    boolean add(Outgoing message) {
        int size = message.frame().size();
        if (messages >= limits.messages() || size > limits.bytes() - bytes) {
            return false;
        }
        messages++;
        bytes += size;
        queue(message.lane()).add(message);
        if (message.conflationKey() != null) {
            keys().put(key(message, message.conflationKey()), message);
        }
        return true;
    }

    /**
     * Puts a message with a key in the place of the newest one with the same lane and key: it is written when that one
     * would have been.
     *
     * @return false when there is no such message, or no room for the difference; then nothing changed
     */
    boolean replace(Outgoing message) {
        String text = message.conflationKey();
        Map<Key, Outgoing> present = keys;
        if (text == null || present == null) {
            return false;
        }
        Key key = key(message, text);
        Outgoing old = present.get(key);
        if (old == null) {
            return false;
        }
        int growth = message.frame().size() - old.frame().size();
        if (growth > limits.bytes() - bytes) {
            return false;
        }
        queue(message.lane()).replace(old, message);
        bytes += growth;
        present.put(key, message);
        return true;
    }

    /** The next message that is still worth writing. @param clock asked only for messages with a deadline */
    @Nullable
    Outgoing poll(Clock clock, Tally tally) {
        Outgoing next = poll();
        while (next != null && next.deadlineMillis() != Outgoing.NO_DEADLINE && expired(next, clock)) {
            tally.expired();
            next = poll();
        }
        return next;
    }

    boolean isEmpty() {
        return messages == 0;
    }

    /** Whether the fill would stay normal with that message too. */
    boolean hasRoomToSpare(Outgoing message) {
        int size = message.frame().size();
        return size <= limits.bytes() - bytes && !limits.reaches(limits.conflateAt(), messages + 1, bytes + size);
    }

    /** The step that the present fill asks for: normal, conflating or parked. */
    ConsumerStep step() {
        if (!limits.reaches(limits.conflateAt(), messages, bytes)) {
            return ConsumerStep.NORMAL;
        }
        return limits.reaches(limits.parkAt(), messages, bytes) ? ConsumerStep.PARKED : ConsumerStep.CONFLATING;
    }

    /** Whether the fill is so low that a congestion is over. */
    boolean isFree() {
        return !limits.reaches(OutboxLimits.FREE_BELOW, messages, bytes);
    }

    void clear() {
        first = null;
        spare = null;
        keys = null;
        messages = 0;
        bytes = 0;
    }

    private @Nullable Outgoing poll() {
        LaneQueue served = next();
        if (served == null) {
            return null;
        }
        Outgoing message = served.poll();
        messages--;
        bytes -= message.frame().size();
        if (served.isEmpty()) {
            remove(served);
        }
        if (message.conflationKey() != null) {
            forget(message, message.conflationKey());
        }
        return message;
    }

    /** The lane that is served now; those that it passes over remember it. */
    private @Nullable LaneQueue next() {
        LaneQueue served = first;
        if (served == null) {
            return null;
        }
        if (served.next == null) {
            served.passedOver = 0;
            return served;
        }
        int longest = limits.starvationBound() - 1;
        for (LaneQueue lane = first; lane != null; lane = lane.next) {
            if (lane.passedOver > longest) {
                longest = lane.passedOver;
                served = lane;
            }
        }
        for (LaneQueue lane = first; lane != null; lane = lane.next) {
            lane.passedOver = lane == served ? 0 : lane.passedOver + 1;
        }
        return served;
    }

    private LaneQueue queue(Lane lane) {
        LaneQueue before = null;
        LaneQueue at = first;
        while (at != null && at.lane.compareTo(lane) < 0) {
            before = at;
            at = at.next;
        }
        if (at != null && at.lane == lane) {
            return at;
        }
        LaneQueue added = spare == null ? new LaneQueue() : spare;
        spare = null;
        added.lane = lane;
        added.passedOver = 0;
        added.next = at;
        if (before == null) {
            first = added;
        } else {
            before.next = added;
        }
        return added;
    }

    private void remove(LaneQueue emptied) {
        LaneQueue before = null;
        for (LaneQueue at = first; at != null && at != emptied; at = at.next) {
            before = at;
        }
        if (before == null) {
            first = emptied.next;
        } else {
            before.next = emptied.next;
        }
        emptied.next = null;
        if (emptied.isSmall()) {
            spare = emptied;
        }
    }

    private Map<Key, Outgoing> keys() {
        Map<Key, Outgoing> present = keys;
        if (present == null) {
            present = new HashMap<>();
            keys = present;
        }
        return present;
    }

    private void forget(Outgoing message, String text) {
        Map<Key, Outgoing> present = keys;
        if (present != null && present.remove(key(message, text), message) && present.isEmpty()) {
            keys = null;
        }
    }

    private static boolean expired(Outgoing message, Clock clock) {
        return message.deadlineMillis() <= clock.millis();
    }

    private static Key key(Outgoing message, String text) {
        return new Key(message.lane(), text);
    }

    /** Told of what was dropped. */
    @FunctionalInterface
    interface Tally {
        void expired();
    }

    private record Key(Lane lane, String text) {}
}
