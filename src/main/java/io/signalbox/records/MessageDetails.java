package io.signalbox.records;

import io.signalbox.protocol.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What only the node knows where a message was sent.
 *
 * @param senderClient the connection that it came from; null when the application sent it
 * @param nodeId the node that took it from its sender
 * @param nodeAddress where other nodes reach that one
 * @param clientIp where the sender's connection came from; null when that is not known
 * @param maxRetries how often it is tried again at most
 * @param payload its content and data, a JSON object; null when those are not recorded
 */
public record MessageDetails(
        MessageType type,
        @Nullable String senderClient,
        String nodeId,
        String nodeAddress,
        @Nullable String clientIp,
        int maxRetries,
        @Nullable String payload) {}
