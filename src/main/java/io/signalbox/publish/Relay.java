package io.signalbox.publish;

import io.signalbox.hub.SendOrder;
import io.signalbox.hub.Sends;
import io.signalbox.hub.Sent;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Chore;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.SparseLog;
import io.signalbox.node.Strands;
import io.signalbox.protocol.ProtocolException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Sends what transactions published and removes it from the table: right after the commit on the node that committed,
 * and by the sweep of any node what that one did not, because it ended, was too busy or failed. A crash between a send and
 * its removal repeats the send, under the same message id. Blocking work runs on workers; nothing here throws.
 */
public final class Relay {
    private static final System.Logger LOG = System.getLogger(Relay.class.getName());
    private static final int STRANDS = 16;
    /** Transactions that wait in one strand; what does not fit is left to the sweep. */
    private static final int STRAND_CAPACITY = 1000;

    /** Of one sweep; what is left is the next one's. */
    private static final int MAX_PAGES = 1000;

    private final Publications publications;
    private final Supplier<Sends> sends;
    private final Strands strands;
    private final PublishSettings settings;
    private final Metrics metrics;
    private final Clock clock;
    private final SparseLog warnings;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Chore sweeps;
    private volatile Backlog backlog = Backlog.EMPTY;

    /** @param workers threads that may block */
    public Relay(
            Publications publications,
            Supplier<Sends> sends,
            Executor workers,
            PublishSettings settings,
            Metrics metrics,
            Clock clock) {
        this.publications = publications;
        this.sends = sends;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        strands = new Strands(workers, STRANDS, STRAND_CAPACITY);
        warnings = new SparseLog(LOG, clock);
        sweeps =
                new Chore("publications not swept, next try later", () -> guarded(this::sweepAll), workers, LOG, clock);
    }

    /** Begins to sweep, and to tell how much waits. When the schema is there. Idempotent. */
    public void start(NodeScheduler scheduler) {
        if (!started.compareAndSet(false, true)) {
            return;
        }
        metrics.gauge(
                "signalbox_publications_waiting",
                "messages of committed transactions that are not sent yet, on all nodes, at the last sweep",
                () -> backlog.waiting());
        metrics.gauge(
                "signalbox_publications_oldest_seconds",
                "age of the oldest of them",
                () -> oldestAge().toSeconds());
        metrics.gauge(
                "signalbox_publications_set_aside",
                "messages of transactions that are not tried any more, on all nodes, at the last sweep",
                () -> backlog.setAside());
        scheduler.every(settings.sweepEvery(), this::sweep);
    }

    /** A transaction committed. Hands over and returns. */
    void committed(OpenTransaction transaction) {
        List<Publication> published = List.copyOf(transaction.publications());
        if (published.isEmpty()) {
            return;
        }
        Object key = key(published.get(0).order());
        if (!strands.execute(
                key, () -> guarded(() -> relayCommitted(transaction.id(), published, transaction.due())))) {
            warnings.warn("what a transaction published is left to the sweep: too much waits", null);
        }
    }

    /** Starts a sweep and returns. */
    void sweep() {
        sweeps.begin();
    }

    /** Who committed has it until it is due; a transaction that took longer than that competes with the sweep. */
    private void relayCommitted(String transactionId, List<Publication> published, Instant due) {
        Instant until = due;
        if (!clock.instant().isBefore(due)) {
            until = clock.instant().plus(settings.sweepAfter());
            if (!publications.claim(transactionId, until)) {
                return;
            }
        }
        relay(published, until);
    }

    private void sweepAll() {
        List<String> due = publications.due(settings.batch());
        for (int page = 0; page < MAX_PAGES && !due.isEmpty(); page++) {
            for (String transactionId : due) {
                Instant until = clock.instant().plus(settings.sweepAfter());
                if (publications.claim(transactionId, until)) {
                    relayClaimed(transactionId, until);
                }
            }
            due = publications.due(settings.batch());
        }
        backlog = publications.backlog();
    }

    private void relayClaimed(String transactionId, Instant until) {
        int after = -1;
        while (true) {
            List<Publication> page = publications.waiting(transactionId, after, settings.batch());
            if (page.isEmpty() || !relay(page, until)) {
                return;
            }
            after = page.get(page.size() - 1).place();
        }
    }

    /** @return whether each was sent or set aside; else what is left waits for its time */
    private boolean relay(List<Publication> page, Instant until) {
        List<Long> sent = new ArrayList<>();
        try {
            for (Publication publication : page) {
                // Later, another node may have taken it over.
                if (!clock.instant().isBefore(until)) {
                    return false;
                }
                Attempt attempt = attempt(publication.order());
                if (attempt.error().isEmpty()) {
                    sent.add(publication.id());
                } else if (!settle(publication, attempt)) {
                    return false;
                }
            }
            return true;
        } finally {
            if (!sent.isEmpty()) {
                publications.sent(sent);
                metrics.count(Count.PUBLICATIONS_RELAYED, sent.size());
            }
        }
    }

    /** @return whether the next one may go, because this one is set aside */
    private boolean settle(Publication publication, Attempt attempt) {
        metrics.count(Count.PUBLICATIONS_FAILED);
        int failed = publication.failed() + 1;
        if (attempt.again() && failed < settings.attempts()) {
            publications.failed(publication, attempt.error(), clock.instant().plus(settings.delayAfter(failed)));
            return false;
        }
        publications.setAside(publication, attempt.error());
        metrics.count(Count.PUBLICATIONS_SET_ASIDE);
        LOG.log(
                System.Logger.Level.ERROR,
                "a published message is set aside after {0} attempts: id={1} message={2} transaction={3}: {4}",
                failed,
                Long.toString(publication.id()),
                publication.order().message().messageId(),
                publication.transactionId(),
                attempt.error());
        return true;
    }

    private Attempt attempt(SendOrder order) {
        try {
            Sent sent = order.on(sends.get());
            return sent.succeeded() ? Attempt.SUCCEEDED : new Attempt(String.join("; ", sent.errors()), true);
        } catch (ProtocolException | IllegalArgumentException e) {
            // No later attempt would be answered otherwise.
            return new Attempt(text(e), false);
        } catch (RuntimeException e) {
            return new Attempt(text(e), true);
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            warnings.warn("publications are left to the next sweep: " + text(e), null);
        }
    }

    private Duration oldestAge() {
        Instant oldest = backlog.oldest();
        return oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
    }

    /** Transactions with the same key go one after the other. */
    private static Object key(SendOrder order) {
        return order.target() == SendOrder.Target.USER
                ? new UserKey(order.tenant(), String.valueOf(order.message().receiver()))
                : order.tenant();
    }

    private static String text(RuntimeException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.toString() : message;
    }

    /**
     * What became of one.
     *
     * @param error empty when it was sent
     * @param again whether another attempt makes sense
     */
    private record Attempt(String error, boolean again) {
        static final Attempt SUCCEEDED = new Attempt("", false);

        Attempt {
            if (again && error.isEmpty()) {
                error = "not sent";
            }
        }
    }
}
