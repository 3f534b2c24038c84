package io.signalbox.session;

import io.signalbox.metrics.Count;
import io.signalbox.transport.OutboundFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The way of a session's messages from being taken to being written: the outbox, what the wire pulled, and what is done
 * when the outbox fills up. Not safe for several threads; its session guards it.
 */
final class SendQueue {
    private final Outbox outbox;
    private final SessionPolicy policy;
    private final @Nullable Traffic traffic;
    private ConsumerStep step = ConsumerStep.NORMAL;
    /** The step that the client is to be told. */
    private @Nullable ConsumerStep warning;
    /** Frames pulled by the wire so far. */
    private long taken;
    /** How many of them were written. */
    private long written;
    /** To be told when their frames, which were pulled, are written, in that order; null: nobody. */
    private @Nullable Queue<Awaited> awaiting;

    /** @param traffic counts what is pulled; null: nobody does */
    SendQueue(OutboxLimits limits, SessionPolicy policy, @Nullable Traffic traffic) {
        this.traffic = traffic;
        this.outbox = new Outbox(limits);
        this.policy = policy;
    }

    /** What is done now about a client that reads too slowly. */
    ConsumerStep step() {
        return step;
    }

    Enqueued add(Outgoing message) {
        if (step == ConsumerStep.CLOSED) {
            return Enqueued.REFUSED;
        }
        boolean stored = message instanceof StoredOutgoing;
        if (stored && step == ConsumerStep.PARKED) {
            return Enqueued.PARKED;
        }
        if (message instanceof CopyOutgoing && (step != ConsumerStep.NORMAL || !outbox.hasRoomToSpare(message))) {
            return Enqueued.DROPPED;
        }
        if (step != ConsumerStep.NORMAL && outbox.replace(message)) {
            policy.metrics().count(Count.OUTBOX_CONFLATED);
            return Enqueued.TAKEN;
        }
        if (!outbox.add(message)) {
            boolean canWait = stored && !outbox.isEmpty();
            become(canWait ? ConsumerStep.PARKED : ConsumerStep.CLOSED);
            return canWait ? Enqueued.PARKED : Enqueued.REFUSED;
        }
        if (step != ConsumerStep.PARKED) {
            ConsumerStep reached = outbox.step();
            if (reached.compareTo(step) > 0) {
                become(reached);
            }
        }
        return Enqueued.TAKEN;
    }

    /** The next frame to write, a warning before everything else; null when there is none. */
    @Nullable
    OutboundFrame pull() {
        Outgoing message = warning == null ? outbox.poll(policy.clock(), policy.tally()) : null;
        if ((step == ConsumerStep.CONFLATING || step == ConsumerStep.PARKED) && outbox.isFree()) {
            become(ConsumerStep.NORMAL);
        }
        if (message == null) {
            ConsumerStep told = warning;
            warning = null;
            if (told == null) {
                return null;
            }
            return taken(told.warning());
        }
        OutboundFrame frame = taken(message.frame());
        if (message instanceof StoredOutgoing stored && stored.written() != null) {
            Queue<Awaited> told = awaiting == null ? new ArrayDeque<>() : awaiting;
            told.add(new Awaited(taken, stored.written()));
            awaiting = told;
        }
        return frame;
    }

    private OutboundFrame taken(OutboundFrame frame) {
        taken++;
        if (traffic != null) {
            traffic.sent(frame.payloadLength());
        }
        return frame;
    }

    /** So many frames, the oldest ones that were pulled, are written. @return who is to be told */
    List<Runnable> written(int frames) {
        written += frames;
        Queue<Awaited> waiting = awaiting;
        if (waiting == null) {
            return List.of();
        }
        List<Runnable> told = new ArrayList<>();
        for (Awaited next = waiting.peek(); next != null && next.frame() <= written; next = waiting.peek()) {
            told.add(next.told());
            waiting.remove();
        }
        if (waiting.isEmpty()) {
            awaiting = null;
        }
        return told;
    }

    /** What was pulled and not written never will be. */
    void lost() {
        written = taken;
        awaiting = null;
    }

    /** Whether nothing waits and nothing is being written. */
    boolean isDrained() {
        return taken == written && warning == null && outbox.isEmpty();
    }

    /** Forgets what waits, not what was pulled. */
    void clear() {
        outbox.clear();
        warning = null;
    }

    private void become(ConsumerStep next) {
        step = next;
        warning = next == ConsumerStep.CLOSED ? null : next;
        policy.metrics().count(next.count());
    }

    /** @param frame its number among those pulled */
    private record Awaited(long frame, Runnable told) {}
}
