package io.signalbox.store;

import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxUnavailableException;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Removes inbox entries whose time ran out. Safe on several nodes at once: each inbox is locked while it is cleaned. */
@ApplicationScoped
public class InboxCleaner {
    private static final System.Logger LOG = System.getLogger(InboxCleaner.class.getName());

    private final Inbox inbox;
    private final WorkerPool workers;

    @Inject
    InboxCleaner(Inbox inbox, WorkerPool workers) {
        this.inbox = inbox;
        this.workers = workers;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected InboxCleaner() {
        this(null, null);
    }

    /** Starts a run and returns. */
    public void clean() {
        workers.execute(() -> {
            try {
                int removed = inbox.expire();
                if (removed > 0) {
                    LOG.log(System.Logger.Level.DEBUG, "{0} inbox entries expired", removed);
                }
            } catch (InboxUnavailableException e) {
                LOG.log(System.Logger.Level.WARNING, "inbox not cleaned, next try later: {0}", e.getMessage());
            }
        });
    }
}
