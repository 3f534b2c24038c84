package io.signalbox.client;

import io.signalbox.protocol.AckLevel;
import org.jspecify.annotations.Nullable;

/**
 * The hub's word about a message of ours.
 *
 * @param receiver the user it is about, when there is one
 */
public record Acknowledgement(
        String messageId, AckLevel level, @Nullable String receiver) {}
