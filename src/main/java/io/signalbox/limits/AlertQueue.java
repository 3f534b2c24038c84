package io.signalbox.limits;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Alerts on their way to one sender: a bounded queue, one at a time in order, each tried three times with a pause
 * between that doubles. A sender that hangs keeps one worker thread at most, and no other sender. What does not fit is
 * dropped and counted. Safe from any thread.
 */
final class AlertQueue implements Consumer<QuotaAlert> {
    static final int CAPACITY = 256;
    static final int TRIES = 3;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final System.Logger LOG = System.getLogger(AlertQueue.class.getName());

    private final AlertSender sender;
    private final Executor workers;
    private final NodeScheduler scheduler;
    private final Metrics metrics;

    @GuardedBy("this")
    private final Queue<QuotaAlert> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean busy;

    /** Used by the one run that is under way. */
    private int tries;

    AlertQueue(AlertSender sender, Executor workers, NodeScheduler scheduler, Metrics metrics) {
        this.sender = sender;
        this.workers = workers;
        this.scheduler = scheduler;
        this.metrics = metrics;
    }

    /** Never blocks. */
    @Override
    public void accept(QuotaAlert alert) {
        synchronized (this) {
            if (waiting.size() >= CAPACITY) {
                metrics.count(Count.ALERTS_DROPPED);
                return;
            }
            waiting.add(alert);
            if (busy) {
                return;
            }
            busy = true;
        }
        submit();
    }

    private void submit() {
        try {
            workers.execute(this::sendFirst);
        } catch (RejectedExecutionException e) {
            scheduler.after(FIRST_PAUSE, this::submit);
        }
    }

    private void sendFirst() {
        QuotaAlert alert = first();
        if (alert == null) {
            return;
        }
        tries++;
        Count result = Count.ALERTS_SENT;
        try {
            sender.send(alert);
        } catch (RuntimeException e) {
            boolean again = e instanceof AlertNotSentException notSent && notSent.worthRetrying() && tries < TRIES;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "alert not sent: by={0} try={1} again={2}: {3}",
                    sender.name(),
                    tries,
                    again,
                    e instanceof AlertNotSentException ? e.getMessage() : e.toString());
            if (again) {
                scheduler.after(FIRST_PAUSE.multipliedBy(1L << (tries - 1)), this::submit);
                return;
            }
            result = Count.ALERTS_FAILED;
        } catch (Error e) {
            // It may cost this worker its thread: what waits behind the alert is another's.
            ended(Count.ALERTS_FAILED);
            throw e;
        }
        ended(result);
    }

    private void ended(Count result) {
        metrics.count(result);
        tries = 0;
        if (goOn()) {
            submit();
        }
    }

    private synchronized @Nullable QuotaAlert first() {
        return waiting.peek();
    }

    private synchronized boolean goOn() {
        waiting.poll();
        busy = !waiting.isEmpty();
        return busy;
    }
}
