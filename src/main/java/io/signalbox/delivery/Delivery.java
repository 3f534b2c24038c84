package io.signalbox.delivery;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.hub.Attempt;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.hub.MessageStatus;
import io.signalbox.hub.Origin;
import io.signalbox.identity.UserKey;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One message of the application on its way to one user. Tried until it is handed on or stored; then, where that was
 * asked for, handed out again until a device acknowledges it. Every try and every pause is bounded, so it always ends.
 * Safe from any thread; nothing is called out to under its lock.
 */
public final class Delivery {
    private final Deliveries deliveries;
    private final UserKey recipient;
    private final Origin from;
    private final String messageId;
    private final @Nullable String sender;
    private final boolean recorded;
    private final @Nullable AckOptions awaited;
    private final @Nullable Instant deadline;
    private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();

    /** Null when it is over: whoever keeps this object does not keep the message. */
    @GuardedBy("this")
    private @Nullable Message message;

    @GuardedBy("this")
    private DeliveryState state = DeliveryState.PENDING;

    @GuardedBy("this")
    private final List<AttemptRecord> attempts = new ArrayList<>();

    /** When the try that is under way began; null when none is. */
    @GuardedBy("this")
    private @Nullable Instant began;

    @GuardedBy("this")
    private int failures;

    @GuardedBy("this")
    private int handedOutAgain;

    @GuardedBy("this")
    private boolean stored;

    @GuardedBy("this")
    private long seq;

    @GuardedBy("this")
    private NodeScheduler.Task timer = () -> {};

    Delivery(
            Deliveries deliveries,
            UserKey recipient,
            Origin from,
            Message prepared,
            String messageId,
            @Nullable AckOptions awaited) {
        this.deliveries = deliveries;
        this.recipient = recipient;
        this.from = from;
        this.messageId = messageId;
        this.sender = prepared.sender();
        this.recorded = deliveries.records(prepared);
        this.awaited = awaited;
        this.deadline = deadline(prepared);
        this.message = prepared;
    }

    /** The message's id, the sender's or made by the hub. */
    public String messageId() {
        return messageId;
    }

    /** Whom it is for. */
    public UserKey recipient() {
        return recipient;
    }

    /** Where it is now. */
    public synchronized DeliveryState state() {
        return state;
    }

    /** How it ended. Completes once, normally, on a thread that may block. */
    public CompletionStage<DeliveryResult> result() {
        return result.minimalCompletionStage();
    }

    /**
     * Gives up: nothing more is tried. What is in the inbox stays there.
     *
     * @return false when it is over already
     */
    @CanIgnoreReturnValue
    public boolean cancel() {
        return end(DeliveryState.FAILED, FailureCode.CANCELLED, false);
    }

    Deliveries.@Nullable Key key() {
        return awaited == null || sender == null ? null : new Deliveries.Key(recipient, sender, messageId);
    }

    /** Its sender, if there is a record of it to be kept; else null. */
    @Nullable
    String recordedSender() {
        return recorded ? sender : null;
    }

    void begin() {
        attemptSoon();
    }

    /** There is no room for it. */
    void refuse() {
        end(DeliveryState.FAILED, FailureCode.PENDING_FULL, false);
    }

    /** A device of the recipient acknowledged it. @return false when it is over already (contract R03) */
    boolean acknowledged() {
        return end(DeliveryState.CONFIRMED, null, false);
    }

    private void attemptSoon() {
        if (!deliveries.onStrand(recipient, this::attempt)) {
            synchronized (this) {
                began = deliveries.now();
            }
            failed(FailureCode.BUSY);
        }
    }

    /** On a thread that may block. */
    private void attempt() {
        Message prepared = beginTry();
        if (prepared == null) {
            return;
        }
        if (isOver(deliveries.now())) {
            end(DeliveryState.FAILED, FailureCode.EXPIRED, false);
            return;
        }
        Attempt attempt;
        try {
            attempt = deliveries.attempt(recipient, prepared, from);
        } catch (RuntimeException | Error e) {
            // Also an Error: nobody else ends this.
            deliveries.unexpected(this, e);
            failed(FailureCode.UNKNOWN);
            return;
        }
        if (attempt.failure() != null) {
            failed(attempt.failure());
        } else if (!attempt.stored()) {
            end(DeliveryState.HANDED_ON, null, false);
        } else {
            stored(attempt);
        }
    }

    private void stored(Attempt attempt) {
        synchronized (this) {
            stored = true;
            seq = attempt.seq();
        }
        if (awaited == null || !attempt.online()) {
            end(DeliveryState.STORED, null, false);
        } else {
            awaitAck(awaited);
        }
    }

    private void awaitAck(AckOptions options) {
        Instant now = deliveries.now();
        Duration wait = options.timeout();
        if (deadline != null && deadline.isBefore(now.plus(wait))) {
            wait = Duration.between(now, deadline);
        }
        later(wait, () -> unacknowledged(options));
    }

    private void unacknowledged(AckOptions options) {
        if (isOver(deliveries.now())) {
            end(DeliveryState.TIMEOUT, FailureCode.EXPIRED, false);
            return;
        }
        int again;
        synchronized (this) {
            again = handedOutAgain;
        }
        if (again >= options.retries()) {
            FailureCode code = again > 0 ? FailureCode.ACK_TIMEOUT_AFTER_RETRIES : FailureCode.ACK_TIMEOUT;
            end(DeliveryState.TIMEOUT, code, false);
        } else if (!deliveries.retries(FailureCode.ACK_TIMEOUT)) {
            end(DeliveryState.TIMEOUT, FailureCode.ACK_TIMEOUT, false);
        } else {
            note(FailureCode.ACK_TIMEOUT);
            synchronized (this) {
                handedOutAgain++;
            }
            later(deliveries.delay(again + 1), () -> handOutSoon(options));
        }
    }

    private void handOutSoon(AckOptions options) {
        if (!deliveries.onStrand(recipient, () -> handOutAgain(options))) {
            // No room just now: counts as handed out, so that the number of tries stays bounded.
            awaitAck(options);
        }
    }

    /** What is in the inbox gets no second entry: connections get a copy with the same id and position. */
    private void handOutAgain(AckOptions options) {
        Message prepared = beginTry();
        if (prepared == null) {
            return;
        }
        long position;
        synchronized (this) {
            position = seq;
        }
        boolean there;
        try {
            there = deliveries.again(recipient, position, prepared);
        } catch (RuntimeException | Error e) {
            deliveries.unexpected(this, e);
            // Counts as handed out too.
            there = true;
        }
        if (there) {
            awaitAck(options);
        } else {
            end(DeliveryState.STORED, null, false);
        }
    }

    private void failed(FailureCode code) {
        note(code);
        int failed;
        synchronized (this) {
            failed = ++failures;
        }
        Duration pause = deliveries.pause(failed, code);
        if (pause == null) {
            exhausted(code, failed);
        } else if (deadline != null && deadline.isBefore(deliveries.now().plus(pause))) {
            end(DeliveryState.FAILED, FailureCode.EXPIRED, false);
        } else {
            deliveries.countRetry();
            deliveries.told(this, MessageStatus.RETRYING, code);
            later(pause, this::attemptSoon);
        }
    }

    /** What may wait in an inbox is put there, under the same id, unless that is what failed. */
    private void exhausted(FailureCode code, int failed) {
        Message prepared;
        synchronized (this) {
            prepared = message;
        }
        boolean storing = code == FailureCode.STORE_UNAVAILABLE || code == FailureCode.INBOX_FULL;
        // Those come on threads that may not block.
        boolean unrouted = code == FailureCode.BUSY || code == FailureCode.UNKNOWN;
        if (prepared != null && !storing && !unrouted && kept(prepared)) {
            synchronized (this) {
                stored = true;
            }
        }
        end(DeliveryState.FAILED, code, failed > 1);
    }

    private boolean kept(Message prepared) {
        try {
            return deliveries.keep(recipient, prepared);
        } catch (RuntimeException | Error e) {
            deliveries.unexpected(this, e);
            return false;
        }
    }

    private synchronized @Nullable Message beginTry() {
        began = message == null ? null : deliveries.now();
        return message;
    }

    /** The try that is under way ended so. */
    private synchronized void note(@Nullable FailureCode code) {
        Instant at = began;
        if (at != null) {
            attempts.add(new AttemptRecord(attempts.size() + 1, at, Duration.between(at, deliveries.now()), code));
            began = null;
        }
    }

    private void later(Duration wait, Runnable step) {
        NodeScheduler.Task planned = deliveries.after(wait, step);
        boolean over;
        synchronized (this) {
            over = state != DeliveryState.PENDING;
            timer = planned;
        }
        if (over) {
            planned.cancel();
        }
    }

    /** @param retried whether it failed because it was tried as often as it may be */
    private boolean end(DeliveryState how, @Nullable FailureCode code, boolean retried) {
        DeliveryResult ended;
        NodeScheduler.Task planned;
        synchronized (this) {
            if (state != DeliveryState.PENDING) {
                return false;
            }
            state = how;
            // The acknowledgement may come before the try that stored it is over.
            stored |= how == DeliveryState.CONFIRMED;
            message = null;
            planned = timer;
            note(code);
            FailureReason reason = null;
            if (code != null) {
                reason = retried ? FailureReason.MAX_RETRY : code.reason();
            }
            ended = new DeliveryResult(messageId, recipient, how, stored, reason, code, attempts, deliveries.now());
        }
        planned.cancel();
        deliveries.ended(this, ended, result);
        return true;
    }

    private boolean isOver(Instant now) {
        return deadline != null && !deadline.isAfter(now);
    }

    /** The earlier of the deadline and the end of the time to live. */
    private static @Nullable Instant deadline(Message prepared) {
        Instant created = prepared.createAt();
        return created == null ? prepared.deadline() : prepared.end(created);
    }
}
