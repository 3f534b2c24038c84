package io.signalbox.delivery;

import io.signalbox.hub.FailureCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try of a delivery.
 *
 * @param number from 1
 * @param at when it began
 * @param took until it was known what became of it, the wait for an acknowledgement included
 * @param code why it failed; null when it did not
 */
public record AttemptRecord(
        int number, Instant at, Duration took, @Nullable FailureCode code) {}
