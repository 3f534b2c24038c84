package io.signalbox.store;

import io.signalbox.hub.Appended;
import io.signalbox.identity.UserKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One message on its way into inboxes.
 *
 * @param users whose inboxes, each once
 * @param messageId empty for none
 * @param sender empty for none
 * @param body encoded
 * @param expires when its time in the inboxes runs out
 * @param deadline when its sender is told that it could not be stored, by the clock's milliseconds
 * @param done completes once, with a result for each user or with what went wrong
 */
record PendingAppend(
        List<UserKey> users,
        String messageId,
        String sender,
        String body,
        Instant expires,
        long deadline,
        CompletableFuture<List<Appended>> done) {
    PendingAppend {
        users = List.copyOf(users);
    }
}
