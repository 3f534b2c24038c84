package io.signalbox.client;

import org.jspecify.annotations.Nullable;

/**
 * How far a client came with its inbox.
 *
 * @param epoch the life of the inbox that {@code lastSeq} belongs to; null until the hub named one
 * @param lastSeq everything up to this position is processed
 */
public record ResumePoint(@Nullable String epoch, long lastSeq) {
    /**
     * Checks the position.
     *
     * @throws SignalboxException {@code invalid_option} when it is negative
     */
    public ResumePoint {
        if (lastSeq < 0) {
            throw SignalboxException.of(ClientErrorCode.INVALID_OPTION, "lastSeq must not be negative", null);
        }
    }
}
