package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into inboxes when nobody waits to hear whether that worked. What fails is tried again as the policy
 * says, a bounded number of messages at a time. Never waits; safe from any thread.
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
     * @param storing stores it, and waits, and does no harm when it did before; when it cannot for good, that is told
     *     and the message is lost
     */
    void keep(UserKey user, Message message, Runnable storing) {
        attempt(new Try(user, user, message, 1), then -> CompletableFuture.runAsync(storing, then));
    }

    /**
     * The same for what begins at once, in the order of calls.
     *
     * @param receivers for the log; what goes on when the message is stored does so on their strand
     * @param storing begins to store the message, goes on where it is told to, and does no harm when it did before
     */
    void store(Object receivers, Message message, Function<Executor, CompletableFuture<?>> storing) {
        attempt(new Try(receivers, receivers instanceof UserKey user ? user : null, message, 1), storing);
    }

    private void attempt(Try now, Function<Executor, CompletableFuture<?>> storing) {
        storing.apply(task -> strand.accept(now.receivers, task)).whenComplete((stored, thrown) -> {
            if (thrown != null) {
                failed(now, storing, Stages.failure(thrown));
            }
        });
    }

    private void failed(Try now, Function<Executor, CompletableFuture<?>> storing, RuntimeException why) {
        FailureCode code = code(why);
        Duration pause = retries.pause(now.number, code);
        if (pause == null || waiting.incrementAndGet() > MAX_WAITING) {
            if (pause != null) {
                waiting.decrementAndGet();
            }
            lost(now, code, why);
            return;
        }
        scheduler.after(pause, () -> {
            waiting.decrementAndGet();
            attempt(now.next(), storing);
        });
    }

    private void lost(Try now, FailureCode code, RuntimeException why) {
        LOG.log(
                System.Logger.Level.WARNING,
                "message lost, its receiver is away and it could not be stored: user={0} message={1} attempts={2}: {3}",
                now.receivers,
                now.message.messageId(),
                now.number,
                why.getMessage());
        FailureReason reason = now.number > 1 ? FailureReason.MAX_RETRY : code.reason();
        reports.failed(new DeliveryFailure(
                now.message.messageId(), now.user, null, reason, code, now.number, false, clock.instant()));
        reports.error(HubError.Severity.ERROR, "message lost", now.user, now.message.messageId());
    }

    private static FailureCode code(RuntimeException why) {
        if (why instanceof InboxFullException) {
            return FailureCode.INBOX_FULL;
        }
        return why instanceof DirectoryUnavailableException
                ? FailureCode.CLUSTER_UNAVAILABLE
                : FailureCode.STORE_UNAVAILABLE;
    }

    /** The attempt of that number. @param user null when it is for several */
    private record Try(Object receivers, @Nullable UserKey user, Message message, int number) {
        Try next() {
            return new Try(receivers, user, message, number + 1);
        }
    }
}
