package io.signalbox.publish;

import java.time.Instant;

/**
 * A message that could not be sent and is not tried any more until somebody says so. It carries no payload.
 *
 * @param id to say what becomes of it
 * @param messageId as its receivers would see it
 * @param target to whom, as {@code user app/namespace/id} or {@code groups app/namespace}
 * @param failed how many attempts failed
 * @param error why the last one did
 */
public record SetAside(
        long id,
        String transactionId,
        String messageId,
        String target,
        Instant publishedAt,
        Instant setAsideAt,
        int failed,
        String error) {}
