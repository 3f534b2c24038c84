package io.signalbox.hub;

import io.signalbox.identity.Identity;
import io.signalbox.identity.ResumePoint;
import io.signalbox.node.NodeScheduler;
import io.signalbox.session.ClientSession;
import io.signalbox.session.OpeningWire;
import io.signalbox.session.Outgoing;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes up one connection where its client left off: looks at the inbox once, tells the client what it missed, and then
 * starts the feed. Everything the hub says waits behind that, but not for a store that does not answer: then the client is
 * registered without it, and told again once the store does.
 *
 * <p>Runs on the session's strand, but for {@link #lose}.
 */
final class Resumption {
    private static final System.Logger LOG = System.getLogger(Resumption.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** How long the registration waits for the store. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ClientSession session;
    private final Inbox inbox;
    private final InboxFeed feed;
    private final Acknowledgements acknowledgements;
    private final Predicate<Runnable> strand;
    private final NodeScheduler scheduler;
    private final @Nullable Opening opening;
    private final NodeScheduler.@Nullable Task patience;
    private ResumePoint point;

    /**
     * @param point what the client says; {@link ResumePoint#START} for nothing
     * @param strand runs a task where it may block; false when it does not take it
     * @param opening null when the client is told nothing
     */
    Resumption(
            ClientSession session,
            ResumePoint point,
            Inbox inbox,
            InboxFeed feed,
            Acknowledgements acknowledgements,
            Predicate<Runnable> strand,
            NodeScheduler scheduler,
            @Nullable Opening opening) {
        this.session = session;
        this.point = point;
        this.inbox = inbox;
        this.feed = feed;
        this.acknowledgements = acknowledgements;
        this.strand = strand;
        this.scheduler = scheduler;
        this.opening = opening;
        this.patience = opening == null ? null : scheduler.after(PATIENCE, this::lose);
    }

    /** Looks where the inbox stands; again when it turns out to be another one. */
    void start() {
        if (!session.isOpen()) {
            stopWaiting();
            return;
        }
        Identity identity = session.identity();
        Resumed resumed;
        try {
            resumed = inbox.resume(identity.user(), identity.clientId(), point);
        } catch (InboxUnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "inbox not readable, resume waits {0}: user={1} client={2}: {3}",
                    RETRY,
                    identity.user(),
                    identity.clientId(),
                    e.getMessage());
            lose();
            scheduler.after(RETRY, this::again);
            return;
        }
        stopWaiting();
        tell(resumed);
        boolean processed = resumed.after() > 0 && resumed.after() == point.lastSeq();
        if (processed || (inbox.remembersDevices() && !resumed.epoch().isEmpty())) {
            acknowledgements.processed(identity.user(), identity.clientId(), resumed.epoch(), resumed.after());
        }
        point = new ResumePoint(resumed.epoch().isEmpty() ? null : resumed.epoch(), resumed.after());
        feed.start(resumed, this::restart);
    }

    /** The inbox is another one than was said, after everything up to {@code last} was delivered. */
    private void restart(long last) {
        point = new ResumePoint(point.epoch(), last);
        start();
    }

    private void again() {
        if (session.isOpen() && !strand.test(this::start)) {
            scheduler.after(RETRY, this::again);
        }
    }

    /** The store takes too long: the client is registered, and told the rest later. */
    private void lose() {
        if (opening != null) {
            Resumed unknown = new Resumed("", 0, point.lastSeq(), 0, Resumed.Reason.STORE_UNAVAILABLE);
            opening.wire().begin(opening.registered().apply(unknown).frame());
        }
    }

    private void tell(Resumed resumed) {
        if (opening != null) {
            Outgoing registered = opening.registered().apply(resumed);
            if (!opening.wire().begin(registered.frame())) {
                session.send(registered);
            }
        }
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel();
        }
    }

    /**
     * How a client is told.
     *
     * @param wire writes nothing before that
     * @param registered makes the message
     */
    record Opening(OpeningWire wire, Function<Resumed, Outgoing> registered) {}
}
