package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message of a {@link Batch} failed. @param error for people */
public record BatchSendFailed(UserKey recipient, @Nullable String messageId, String error, Instant at)
        implements DeliveryEvent {}
