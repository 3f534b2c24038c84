package io.signalbox.delivery;

import io.signalbox.hub.Attempt;
import io.signalbox.hub.Attempts;
import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.hub.MessageStatus;
import io.signalbox.hub.Origin;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.SparseLog;
import io.signalbox.protocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the application to one user each, tried again when they fail, and where that is wanted until a device
 * acknowledges them. No method blocks; the work is done on threads that may. Safe from any thread. Messages to one user
 * are tried in the order of the calls; one that has to be tried again is overtaken by those behind it.
 */
public final class Deliveries {
    private static final Duration RETRY = Duration.ofMillis(100);

    private final DeliverySettings settings;
    private final Attempts attempts;
    private final Retries retries;
    private final Executor workers;
    private final NodeScheduler scheduler;
    private final Metrics metrics;
    private final Clock clock;
    private final SparseLog log;
    private final Map<Key, Delivery> awaited = new ConcurrentHashMap<>();
    private final AtomicInteger pending = new AtomicInteger();

    /** @param workers where results are told; may block */
    public Deliveries(
            DeliverySettings settings,
            Attempts attempts,
            Retries retries,
            Executor workers,
            NodeScheduler scheduler,
            Metrics metrics,
            Clock clock) {
        this.settings = settings;
        this.attempts = attempts;
        this.retries = retries;
        this.workers = workers;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.clock = clock;
        this.log = new SparseLog(System.getLogger(Deliveries.class.getName()), clock);
        attempts.onAcknowledged(this::acknowledged);
        metrics.gauge("signalbox_deliveries_pending", "deliveries of the application under way", pending::get);
    }

    /**
     * Sends until it is handed on or stored, or was tried as often as the settings allow, or its deadline passes.
     *
     * @throws IllegalArgumentException when its sender may not reach the user
     * @throws io.signalbox.protocol.ProtocolException when it is a message that a client could not send either
     */
    public Delivery send(UserKey user, Message message, Origin from) {
        return begin(user, message, from, null);
    }

    /** {@link #sendAcknowledged(UserKey, Message, Origin, AckOptions)} with the timeout and retries of the settings. */
    public Delivery sendAcknowledged(UserKey user, Message message, Origin from) {
        return sendAcknowledged(user, message, from, new AckOptions(settings.ackTimeout(), settings.ackRetries()));
    }

    /**
     * Sends, tracked, and waits until a device of the user acknowledges it, on whatever node that is. For one who is
     * away it is stored, and the delivery ends as {@link DeliveryState#STORED}. Asked for a message id that is waited
     * for already, it answers with the delivery under way.
     *
     * @throws IllegalArgumentException when its sender may not reach the user
     * @throws io.signalbox.protocol.ProtocolException when it is a message that a client could not send either
     */
    public Delivery sendAcknowledged(UserKey user, Message message, Origin from, AckOptions options) {
        return begin(user, message, from, options);
    }

    /** Deliveries under way. */
    public int pending() {
        return pending.get();
    }

    private Delivery begin(UserKey user, Message message, Origin from, @Nullable AckOptions options) {
        Message prepared = attempts.prepare(user, message, from, options != null);
        String id = Objects.requireNonNull(prepared.messageId(), "a prepared message has an id");
        Delivery delivery = new Delivery(this, user, from, prepared, id, options);
        Key key = delivery.key();
        Delivery earlier = key == null ? null : awaited.putIfAbsent(key, delivery);
        if (earlier != null) {
            return earlier;
        }
        attempts.trail().taken(user, prepared, settings.retry().maxRetries());
        if (pending.incrementAndGet() > settings.maxPending()) {
            delivery.refuse();
        } else {
            delivery.begin();
        }
        return delivery;
    }

    private void acknowledged(UserKey by, String sender, String messageId) {
        Delivery delivery = awaited.get(new Key(by, sender, messageId));
        if (delivery == null || !delivery.acknowledged()) {
            metrics.count(Count.DELIVERY_ACKS_LATE);
        }
    }

    Instant now() {
        return clock.instant();
    }

    boolean onStrand(UserKey user, Runnable task) {
        return attempts.onStrand(user, task);
    }

    Attempt attempt(UserKey user, Message prepared, Origin from) {
        return attempts.send(user, prepared, from);
    }

    boolean again(UserKey user, long seq, Message prepared) {
        countRetry();
        return attempts.again(user, seq, prepared);
    }

    boolean keep(UserKey user, Message prepared) {
        return attempts.keep(user, prepared);
    }

    boolean retries(FailureCode code) {
        return retries.retries(code);
    }

    Duration delay(int n) {
        return retries.delay(n);
    }

    @Nullable
    Duration pause(int failures, FailureCode code) {
        return retries.pause(failures, code);
    }

    NodeScheduler.Task after(Duration delay, Runnable step) {
        return scheduler.after(delay, step);
    }

    void countRetry() {
        metrics.count(Count.DELIVERY_RETRIES);
    }

    void unexpected(Delivery delivery, Throwable failure) {
        log.warn(
                "a delivery failed unexpectedly: user=" + delivery.recipient() + " message=" + delivery.messageId(),
                failure);
    }

    /** It is over: nothing of it stays here. */
    void ended(Delivery delivery, DeliveryResult how, CompletableFuture<DeliveryResult> result) {
        Key key = delivery.key();
        if (key != null) {
            awaited.remove(key, delivery);
        }
        pending.decrementAndGet();
        record(delivery, how);
        FailureReason reason = how.reason();
        FailureCode code = how.code();
        // That the application gave up is no news to it.
        if (reason != null && code != null && code != FailureCode.CANCELLED) {
            int tried = Math.max(1, how.attempts().size());
            attempts.report(new DeliveryFailure(
                    how.messageId(), how.recipient(), null, reason, code, tried, how.stored(), how.at()));
        }
        attempts.report(how);
        complete(result, how);
    }

    /** Whether there is to be a record of it. */
    boolean records(Message prepared) {
        return attempts.trail().wants(prepared);
    }

    /** Something happened that each single try does not tell of. */
    void told(Delivery delivery, MessageStatus status, @Nullable FailureCode code) {
        String sender = delivery.recordedSender();
        if (sender != null) {
            attempts.trail().delivery(delivery.recipient(), sender, delivery.messageId(), status, code);
        }
    }

    /** What its tries have told already, or the inbox, is not told again; what the inbox has did not fail. */
    private void record(Delivery delivery, DeliveryResult how) {
        FailureCode code = how.code();
        if (code == FailureCode.EXPIRED) {
            told(delivery, MessageStatus.EXPIRED, code);
        } else if (how.state() == DeliveryState.TIMEOUT) {
            told(delivery, MessageStatus.ACK_TIMEOUT, code);
        } else if (how.state() == DeliveryState.FAILED && !how.stored()) {
            told(delivery, MessageStatus.FAILED, code);
        }
    }

    /** What the application does with a result may block, and who brings an acknowledgement may not. */
    private void complete(CompletableFuture<DeliveryResult> result, DeliveryResult how) {
        try {
            workers.execute(() -> result.complete(how));
        } catch (RejectedExecutionException e) {
            scheduler.after(RETRY, () -> complete(result, how));
        }
    }

    /** How many acknowledgements are waited for. */
    int awaited() {
        return awaited.size();
    }

    /** What an acknowledgement says: who had it, and which of whose messages. */
    record Key(UserKey recipient, String sender, String messageId) {}
}
