package io.signalbox.publish;

import io.signalbox.hub.SendOrder;
import java.time.Instant;

/**
 * A message that was published with a transaction and is not sent yet.
 *
 * @param id of its row
 * @param transactionId of those that were published together
 * @param place among them, from 0
 * @param failed how many attempts failed
 */
public record Publication(long id, String transactionId, int place, SendOrder order, Instant publishedAt, int failed) {}
