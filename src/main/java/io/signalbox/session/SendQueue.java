package io.signalbox.session;

import io.signalbox.metrics.Count;
import io.signalbox.transport.OutboundFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of a session's messages from being taken to being written: the outbox, what the wire pulled, and what is done
 * when the outbox fills up. Not safe for several threads; its session guards it.
 */
final class SendQueue {
    private final Outbox outbox;
    private final SessionPolicy policy;
    private ConsumerStep step = ConsumerStep.NORMAL;
    /** The step that the client is to be told. */
    private @Nullable ConsumerStep warning;
    /** Frames pulled by the wire and not yet written. */
    private int taken;
    /** To be told when what was pulled is written; null: nobody. */
    private @Nullable List<Runnable> awaiting;

    SendQueue(OutboxLimits limits, SessionPolicy policy) {
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
            taken++;
            return told.warning();
        }
        taken++;
        if (message instanceof StoredOutgoing stored && stored.written() != null) {
            List<Runnable> told = awaiting == null ? new ArrayList<>() : awaiting;
            told.add(stored.written());
            awaiting = told;
        }
        return message.frame();
    }

    /** What was pulled is written. @return how many frames */
    int takeCount() {
        int count = taken;
        taken = 0;
        return count;
    }

    /** @return who is to be told that it is written */
    List<Runnable> takeAwaiting() {
        List<Runnable> told = awaiting;
        awaiting = null;
        return told == null ? List.of() : told;
    }

    /** Whether nothing waits and nothing is being written. */
    boolean isDrained() {
        return taken == 0 && warning == null && outbox.isEmpty();
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
}
