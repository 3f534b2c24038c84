package io.signalbox.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.session.SessionRegistry;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Tells the directory which users are connected to this node: when they come and go, and again from time to time. A
 * cluster that was split, or lost several nodes at once, may have lost what it was told, and its users would count as
 * away while they are connected (hazard H6): whoever the directory turns out not to know is told to it again, and gets
 * what was put into its inbox meanwhile. Never waits; safe from any thread.
 */
final class Whereabouts {
    private static final System.Logger LOG = System.getLogger(Whereabouts.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    /** So many users are said again, then there is a pause; one at a time, so that a slow cluster keeps one worker busy. */
    private static final int PORTION = 200;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Directory directory;
    private final SessionRegistry sessions;
    private final LocalDelivery local;
    private final Predicate<UserKey> leftForGood;
    private final BiConsumer<Object, Runnable> whenPossible;
    private final NodeScheduler scheduler;
    private final Metrics metrics;

    @GuardedBy("this")
    private boolean refreshing;

    /**
     * @param leftForGood whether a user has no connection here any more; called on the user's strand
     * @param whenPossible runs a task, where it may block, behind those with the same key
     */
    Whereabouts(
            Directory directory,
            SessionRegistry sessions,
            LocalDelivery local,
            Predicate<UserKey> leftForGood,
            BiConsumer<Object, Runnable> whenPossible,
            NodeScheduler scheduler,
            Metrics metrics) {
        this.directory = directory;
        this.sessions = sessions;
        this.local = local;
        this.leftForGood = leftForGood;
        this.whenPossible = whenPossible;
        this.scheduler = scheduler;
        this.metrics = metrics;
    }

    /** Begins to say all of it again from time to time. */
    void start() {
        scheduler.every(INTERVAL, this::refresh);
    }

    /** A user came or went: the directory is told what holds now, so that the order of calls does not matter. */
    void changed(UserKey user) {
        whenPossible.accept(user, () -> tell(user));
    }

    /**
     * Says again which users are here, one after the other, unless that is under way. Ends when the directory does not
     * answer; the next time it begins anew.
     */
    void refresh() {
        if (directory.onlyHere()) {
            return;
        }
        synchronized (this) {
            if (refreshing) {
                return;
            }
            refreshing = true;
        }
        Set<UserKey> users = new LinkedHashSet<>();
        sessions.forEach(session -> users.add(session.identity().user()));
        next(users.iterator(), PORTION);
    }

    /** @param more how many users follow without a pause */
    private void next(Iterator<UserKey> rest, int more) {
        if (!rest.hasNext()) {
            refreshed();
        } else if (more == 0) {
            scheduler.after(PAUSE, () -> next(rest, PORTION));
        } else {
            UserKey user = rest.next();
            whenPossible.accept(user, () -> sayAgain(user, rest, more - 1));
        }
    }

    private void sayAgain(UserKey user, Iterator<UserKey> rest, int more) {
        boolean answered = false;
        try {
            if (!leftForGood.test(user) && directory.arrived(user)) {
                metrics.count(Count.DIRECTORY_REPAIRS);
                LOG.log(System.Logger.Level.DEBUG, "the directory had lost a user, told again: user={0}", user);
                local.lookAgain(user);
            }
            answered = true;
        } catch (DirectoryUnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "directory not told again who is here, trying again in {0}: {1}",
                    INTERVAL,
                    e.getMessage());
        } finally {
            if (answered) {
                next(rest, more);
            } else {
                refreshed();
            }
        }
    }

    private synchronized void refreshed() {
        refreshing = false;
    }

    private void tell(UserKey user) {
        try {
            if (leftForGood.test(user)) {
                directory.left(user);
            } else {
                directory.arrived(user);
            }
        } catch (DirectoryUnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "directory not updated, trying again in {0}: user={1}: {2}",
                    RETRY,
                    user,
                    e.getMessage());
            local.reports().error(HubError.Severity.WARNING, "directory not updated", user, null);
            scheduler.after(RETRY, () -> changed(user));
        }
    }
}
