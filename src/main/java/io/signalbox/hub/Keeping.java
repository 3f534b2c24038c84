package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Puts untracked messages into inboxes when nobody waits to hear whether that worked. What fails is tried again as the
 * policy says, a bounded number of messages at a time. Never waits; safe from any thread.
 */
final class Keeping {
    /** Most messages that wait for another try. */
    static final int MAX_WAITING = 10_000;

    private static final System.Logger LOG = System.getLogger(Keeping.class.getName());

    private final BiConsumer<Object, Runnable> strand;
    private final RetryPolicy retries;
    private final NodeScheduler scheduler;
    private final Reports reports;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param strand runs a task, where it may block, behind those with the same key */
    Keeping(
            BiConsumer<Object, Runnable> strand,
            RetryPolicy retries,
            NodeScheduler scheduler,
            Reports reports,
            Clock clock) {
        this.strand = strand;
        this.retries = retries;
        this.scheduler = scheduler;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * Stores a message, on a strand.
     *
     * @param storing stores it, and does no harm when it did before; when it cannot for good, that is told and the
     *     message is lost
     */
    void keep(UserKey user, Message message, Runnable storing) {
        attempt(user, message, storing, 1);
    }

    private void attempt(UserKey user, Message message, Runnable storing, int number) {
        strand.accept(user, () -> {
            try {
                storing.run();
            } catch (InboxUnavailableException e) {
                failed(user, message, storing, new Failure(number, FailureCode.STORE_UNAVAILABLE, e));
            } catch (InboxFullException e) {
                failed(user, message, storing, new Failure(number, FailureCode.INBOX_FULL, e));
            } catch (DirectoryUnavailableException e) {
                failed(user, message, storing, new Failure(number, FailureCode.CLUSTER_UNAVAILABLE, e));
            }
        });
    }

    private void failed(UserKey user, Message message, Runnable storing, Failure failure) {
        Duration pause = retries.pause(failure.attempt, failure.code);
        if (pause == null || waiting.incrementAndGet() > MAX_WAITING) {
            if (pause != null) {
                waiting.decrementAndGet();
            }
            lost(user, message, failure);
            return;
        }
        scheduler.after(pause, () -> {
            waiting.decrementAndGet();
            attempt(user, message, storing, failure.attempt + 1);
        });
    }

    private void lost(UserKey user, Message message, Failure failure) {
        LOG.log(
                System.Logger.Level.WARNING,
                "untracked message lost, its receiver is away and it could not be stored: user={0} message={1} attempts={2}: {3}",
                user,
                message.messageId(),
                failure.attempt,
                failure.cause.getMessage());
        FailureReason reason = failure.attempt > 1 ? FailureReason.MAX_RETRY : failure.code.reason();
        reports.failed(new DeliveryFailure(
                message.messageId(), user, null, reason, failure.code, failure.attempt, false, clock.instant()));
        reports.error(HubError.Severity.ERROR, "untracked message lost", user, message.messageId());
    }

    /** The attempt of that number failed. */
    private record Failure(int attempt, FailureCode code, RuntimeException cause) {}
}
