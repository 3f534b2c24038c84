package io.signalbox.queue;

import java.time.Instant;

/**
 * What somebody put into a queue.
 *
 * @param seq its position: higher than that of every entry before it. A queue that was empty begins anew at some time
 * @param expiresAt from then on nobody gets it
 */
public record QueueEntry(long seq, String body, Instant addedAt, Instant expiresAt) {}
