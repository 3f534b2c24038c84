package io.signalbox.session;

import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.CloseCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends a session by a decision of the hub: what it is owed and a last word are written first, for a short time. Nothing
 * blocks; from any thread.
 */
public final class Farewell {
    /** A client that does not take its last word in this time is closed without. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private final NodeScheduler scheduler;

    public Farewell(NodeScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Begins the end.
     *
     * @param lastWord written ahead of what waits; null: none
     * @return whether the last word was taken; true when there is none
     */
    public boolean say(ClientSession session, @Nullable Outgoing lastWord, CloseCode code) {
        boolean taken = lastWord == null || session.send(lastWord);
        session.closeWhenDrained(code);
        if (session.isOpen()) {
            scheduler.after(LONGEST, () -> session.close(code));
        }
        return taken;
    }
}
