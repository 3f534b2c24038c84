package io.signalbox.client;

import io.signalbox.protocol.AckLevel;
import java.util.concurrent.CompletableFuture;

/**
 * What becomes of a tracked message. The futures complete on the common pool and fail with a {@link SignalboxException};
 * cancelling one does not take the message back.
 */
public final class PublishReceipt {
    private final String messageId;
    private final CompletableFuture<AckLevel> confirmed = new CompletableFuture<>();
    private final CompletableFuture<Void> stored = new CompletableFuture<>();
    private final CompletableFuture<Boolean> delivered = new CompletableFuture<>();

    PublishReceipt(String messageId) {
        this.messageId = messageId;
    }

    /** The id it has, on each connection it is sent on. */
    public String messageId() {
        return messageId;
    }

    /** The hub's word: {@code STORED} for a message to a user or groups, {@code ACCEPTED} to everybody. */
    public CompletableFuture<AckLevel> confirmed() {
        return confirmed;
    }

    /** Completes when it is in the database; fails with {@code not_stored} when the hub keeps none of its kind. */
    public CompletableFuture<Void> stored() {
        return stored;
    }

    /** True once a device of the receiver acknowledged it; false when this client will not learn it. Never fails. */
    public CompletableFuture<Boolean> delivered() {
        return delivered;
    }

    void confirm(AckLevel level) {
        confirmed.complete(level);
        if (level == AckLevel.ACCEPTED) {
            stored.completeExceptionally(
                    SignalboxException.of(ClientErrorCode.NOT_STORED, "accepted, but not stored", messageId));
        } else {
            stored.complete(null);
        }
    }

    void deliver(boolean known) {
        delivered.complete(known);
    }

    void fail(SignalboxException error) {
        confirmed.completeExceptionally(error);
        stored.completeExceptionally(error);
        delivered.complete(false);
    }
}
