package io.signalbox.records;

import io.signalbox.node.Chore;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * Ends the records of connections whose node is gone without a word, also those of this node's own earlier process, and
 * removes those whose time ran out: some time after the start and after each change of the cluster, and now and then.
 * Safe on several nodes at once: each step is a transaction of some records, and none is changed twice.
 */
final class ConnectionSweep {
    private static final System.Logger LOG = System.getLogger(ConnectionSweep.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    /** A node that starts may write before all others know it. */
    private static final Duration JOINING = Duration.ofSeconds(10);
    /** Records of one transaction. */
    private static final int CHUNK = 500;
    /** Transactions of one run; the next run goes on. */
    private static final int CHUNKS = 1000;

    private final ConnectionStore store;
    private final Membership membership;
    private final Clock clock;
    private final Duration retention;
    /** What was not heard of for so long may be gone: what changes of a living one is written each interval. */
    private final Duration grace;

    private final Chore chore;

    ConnectionSweep(
            ConnectionStore store,
            Membership membership,
            ConnectionRecordSettings settings,
            Executor workers,
            Clock clock) {
        this.store = store;
        this.membership = membership;
        this.clock = clock;
        this.retention = settings.retention();
        this.grace = settings.interval().multipliedBy(2).plus(JOINING);
        this.chore =
                new Chore("connection records not cleaned, next try in " + INTERVAL, this::sweep, workers, LOG, clock);
    }

    /** Begins, when the schema is there and this node is in the cluster. Once. */
    void start(NodeScheduler scheduler) {
        scheduler.every(INTERVAL, chore::begin);
        // Not at once: by then whatever a node wrote last is old enough, and those that live are known.
        membership.onChange(() -> scheduler.after(grace.plusSeconds(1), chore::begin));
        scheduler.after(grace.plusSeconds(1), chore::begin);
    }

    private void sweep() {
        Instant now = clock.instant();
        Set<String> living =
                membership.members().stream().map(NodeInfo::incarnation).collect(Collectors.toSet());
        int lost = all(() -> store.endLost(living, now.minus(grace), CHUNK));
        int removed = all(() -> store.removeEnded(now.minus(retention), CHUNK));
        if (lost + removed > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "connection records: {0} of nodes that are gone ended, {1} removed",
                    lost,
                    removed);
        }
    }

    private static int all(IntSupplier chunk) {
        int all = 0;
        for (int i = 0; i < CHUNKS; i++) {
            int done = chunk.getAsInt();
            if (done == 0) {
                break;
            }
            all += done;
        }
        return all;
    }
}
