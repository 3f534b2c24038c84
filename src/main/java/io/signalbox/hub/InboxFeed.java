package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Enqueued;
import io.signalbox.session.StoredOutgoing;
import io.signalbox.transport.OutboundFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one session from its user's inbox, in order of position, without gap or repeat: first a replay of what waits,
 * then live entries as they are stored. A live entry that does not follow the last one (it overtook another, or a link
 * lost one) starts a replay from the inbox instead of being delivered, and so does one that a congested session leaves to
 * the inbox. A replay reads one page, waits until the session has written it, and reads the next, so a slow reader never
 * has more than a page in its outbox.
 */
final class InboxFeed {
    private static final System.Logger LOG = System.getLogger(InboxFeed.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** A page ends here even when it has fewer entries than asked for, so that large ones do not fill the outbox. */
    private static final int PAGE_BYTES = 64 * 1024;
    /** A page takes at most this part of the outbox, so that it does not look like congestion. */
    private static final int PART_OF_OUTBOX = 4;

    private final ClientSession session;
    private final UserKey user;
    private final Inbox inbox;
    private final Predicate<Runnable> strand;
    private final NodeScheduler scheduler;
    private final Reports reports;
    private final Metrics metrics;
    private final int pageSize;
    private final int pageBytes;
    /** Untracked entries that were written and are still in the inbox. */
    private final List<Long> written = new ArrayList<>();
    /** A removal of those is under way. */
    private boolean removing;
    /** Highest position put into the outbox. */
    private long last;
    /** Highest position heard of. */
    private long announced;
    /** The life of the inbox that positions belong to; empty: none is known. */
    private String epoch = "";
    /** Told, with the last position delivered, when that is another one; null: nobody compares. */
    private @Nullable LongConsumer otherEpoch;
    /** The inbox came to be while the connection was there: nothing in it was missed. */
    private boolean madeMeanwhile;
    /** A replay is under way, so live entries are left to it. Starts true: the first replay has not begun. */
    private boolean replaying = true;

    /** @param strand runs a task where it may block; false when it does not take it */
    InboxFeed(
            ClientSession session,
            Inbox inbox,
            Predicate<Runnable> strand,
            NodeScheduler scheduler,
            Reports reports,
            Metrics metrics,
            int pageSize) {
        this.session = session;
        this.user = session.identity().user();
        this.inbox = inbox;
        this.strand = strand;
        this.scheduler = scheduler;
        this.reports = reports;
        this.metrics = metrics;
        this.pageSize = Math.min(pageSize, session.outbox().messages() / PART_OF_OUTBOX);
        this.pageBytes = Math.min(PAGE_BYTES, session.outbox().bytes() / PART_OF_OUTBOX);
    }

    /** Begins the first replay. Called once, on a thread that may block. */
    void start() {
        replayPage();
    }

    /**
     * Begins where a device goes on, instead of {@link #start()}. On a thread that may block.
     *
     * @param whenOther told, on such a thread, when the inbox turns out to be another one, with the last position
     *     delivered; then the feed waits to be started again
     */
    void start(Resumed from, LongConsumer whenOther) {
        synchronized (this) {
            madeMeanwhile = otherEpoch != null && epoch.isEmpty();
            last = from.after();
            epoch = from.epoch();
            otherEpoch = whenOther;
        }
        if (from.waiting() > 0 || !caughtUp(from.head())) {
            replayPage();
        }
    }

    /** An entry was stored at {@code seq}. Never blocks. */
    void stored(long seq, Message message, EncodedMessage encoded) {
        boolean missing = false;
        boolean parked = false;
        synchronized (this) {
            if (seq <= last) {
                return;
            }
            announced = Math.max(announced, seq);
            if (replaying) {
                return;
            }
            if (seq != last + 1 || (otherEpoch != null && epoch.isEmpty())) {
                missing = true;
            } else if (isFor(message)
                    && !message.skipSendToClient()
                    && session.enqueue(outgoing(seq, message, encoded.storedBytes(seq))) == Enqueued.PARKED) {
                parked = true;
            } else {
                last = seq;
            }
            replaying = missing || parked;
        }
        session.flush();
        if (missing) {
            schedule();
        } else if (parked) {
            session.whenDrained(this::schedule);
        }
    }

    /** Entries may have been stored that nobody told of: starts a replay. Never blocks. */
    void lookAgain() {
        synchronized (this) {
            if (replaying) {
                return;
            }
            replaying = true;
        }
        schedule();
    }

    private void schedule() {
        if (session.isOpen() && !strand.test(this::replayPage)) {
            scheduler.after(RETRY, this::schedule);
        }
    }

    private void replayPage() {
        if (!session.isOpen()) {
            return;
        }
        long after;
        synchronized (this) {
            after = last;
        }
        Inbox.Page page;
        try {
            page = inbox.read(user, after, pageSize);
        } catch (InboxUnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "inbox not readable, replay waits {0}: user={1} client={2}: {3}",
                    RETRY,
                    user,
                    session.identity().clientId(),
                    e.getMessage());
            scheduler.after(RETRY, this::schedule);
            return;
        }
        LongConsumer other = ifOther(page.epoch());
        if (other != null) {
            other.accept(after);
        } else if (!page.entries().isEmpty()) {
            enqueue(page.entries());
            session.flush();
            session.whenDrained(this::schedule);
        } else if (!caughtUp(page.head())) {
            schedule();
        }
    }

    private synchronized @Nullable LongConsumer ifOther(String read) {
        return read.equals(epoch) ? null : otherEpoch;
    }

    /** Everything up to {@code head} was read. @return false when an entry above it was announced meanwhile */
    private synchronized boolean caughtUp(long head) {
        last = Math.max(last, head);
        replaying = announced > last;
        madeMeanwhile &= replaying;
        return !replaying;
    }

    /** Enqueues entries until the page is full or the session takes no more. */
    private void enqueue(List<Inbox.Entry> entries) {
        int bytes = 0;
        int replayed = 0;
        long reached = 0;
        boolean live = isMadeMeanwhile();
        PushedPage told = reports.wantsReplays() ? new PushedPage() : PushedPage.UNTOLD;
        for (Inbox.Entry entry : entries) {
            Message message = entry.message();
            if (isFor(message)) {
                EncodedMessage encoded = JsonCodec.encode(message);
                byte[] json = live ? encoded.storedBytes(entry.seq()) : encoded.replayedBytes(entry.seq());
                StoredOutgoing outgoing = outgoing(entry.seq(), message, json);
                bytes += outgoing.frame().size();
                boolean full = replayed > 0 && bytes > pageBytes;
                if (full) {
                    break;
                }
                boolean taken = session.enqueue(outgoing) == Enqueued.TAKEN;
                told.add(message, taken);
                if (!taken) {
                    break;
                }
                reports.trail().pushed(user, message);
                replayed++;
            }
            reached = entry.seq();
        }
        metrics.count(Count.MESSAGES_REPLAYED, replayed);
        told.tell(reports, session);
        synchronized (this) {
            last = Math.max(last, reached);
        }
    }

    private synchronized boolean isMadeMeanwhile() {
        return madeMeanwhile;
    }

    private StoredOutgoing outgoing(long seq, Message message, byte[] json) {
        return new StoredOutgoing(
                OutboundFrame.stored(seq, json), message.requireAck() ? null : () -> removeLater(seq));
    }

    /** Whether this connection is meant: a message may name one client of the user. */
    private boolean isFor(Message message) {
        return LocalDelivery.isMeant(session, message.receiverClient());
    }

    /** An untracked entry was written: it is removed, together with those that are written meanwhile. */
    private void removeLater(long seq) {
        synchronized (this) {
            written.add(seq);
            if (removing) {
                return;
            }
            removing = true;
        }
        scheduleRemoval();
    }

    private void scheduleRemoval() {
        if (!strand.test(this::removeWritten)) {
            scheduler.after(RETRY, this::scheduleRemoval);
        }
    }

    private void removeWritten() {
        List<Long> seqs;
        synchronized (this) {
            seqs = List.copyOf(written);
        }
        try {
            inbox.remove(user, seqs);
        } catch (InboxUnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "written entries not removed, trying again in {0}: user={1} count={2}: {3}",
                    RETRY,
                    user,
                    seqs.size(),
                    e.getMessage());
            scheduler.after(RETRY, this::scheduleRemoval);
            return;
        }
        synchronized (this) {
            written.subList(0, seqs.size()).clear();
            removing = !written.isEmpty();
            if (!removing) {
                return;
            }
        }
        scheduleRemoval();
    }
}
