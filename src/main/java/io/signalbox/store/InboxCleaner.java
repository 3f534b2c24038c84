package io.signalbox.store;

import io.signalbox.hub.Inbox;
import io.signalbox.node.Chore;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Removes inbox entries whose time ran out. Safe on several nodes at once: each inbox is locked while it is cleaned. */
@ApplicationScoped
public class InboxCleaner {
    private static final System.Logger LOG = System.getLogger(InboxCleaner.class.getName());

    private final Inbox inbox;
    private final Chore chore;

    @Inject
    InboxCleaner(Inbox inbox, WorkerPool workers, Clock clock) {
        this.inbox = inbox;
        this.chore = new Chore("inbox not cleaned, next try later", this::expire, workers, LOG, clock);
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected InboxCleaner() {
        this(null, null, null);
    }

    /** Starts a run and returns. */
    public void clean() {
        chore.begin();
    }

    private void expire() {
        int removed = inbox.expire();
        if (removed > 0) {
            LOG.log(System.Logger.Level.DEBUG, "{0} inbox entries expired", removed);
        }
    }
}
