package io.signalbox.admin;

import io.signalbox.hub.FailureCode;
import io.signalbox.records.MessageAttempt;
import io.signalbox.records.MessageDetails;
import io.signalbox.records.MessageRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The record of a message in the API.
 *
 * @param deliveryMode {@code p2p}, {@code group_reliable}, {@code group_broadcast}, {@code namespace} or {@code global}
 * @param receiver user, groups with commas between, namespace or app, by the mode
 * @param messageType null, and so are the others that only the sending node knows, until that has written them
 * @param payload content and data, a JSON object as text; null when those are not recorded
 */
public record MessageRecordView(
        String messageId,
        String appId,
        String namespace,
        String sender,
        @Nullable String senderClient,
        String deliveryMode,
        String receiver,
        @Nullable String messageType,
        @Nullable String nodeId,
        @Nullable String nodeAddress,
        @Nullable String clientIp,
        String status,
        Instant createdAt,
        @Nullable Instant firstSentAt,
        @Nullable Instant lastSentAt,
        @Nullable Instant endedAt,
        Instant expiresAt,
        int retries,
        int maxRetries,
        @Nullable String failure,
        @Nullable String error,
        List<RecordedTry> attempts,
        @Nullable String payload) {
    public MessageRecordView {
        attempts = List.copyOf(attempts);
    }

    static MessageRecordView of(MessageRecord message) {
        MessageDetails details = message.details();
        return new MessageRecordView(
                message.subject().messageId(),
                message.subject().tenant().appId(),
                message.subject().tenant().namespace(),
                message.subject().sender(),
                details == null ? null : details.senderClient(),
                message.subject().mode().wireName(),
                message.subject().receiver(),
                details == null ? null : details.type().wireName(),
                details == null ? null : details.nodeId(),
                details == null ? null : details.nodeAddress(),
                details == null ? null : details.clientIp(),
                message.status().wireName(),
                message.createdAt(),
                message.firstSentAt(),
                message.lastSentAt(),
                message.endedAt(),
                message.expiresAt(),
                message.retries(),
                message.maxRetries(),
                name(message.failure()),
                message.error(),
                tries(message.attempts()),
                details == null ? null : details.payload());
    }

    private static List<RecordedTry> tries(List<MessageAttempt> attempts) {
        List<RecordedTry> tries = new ArrayList<>();
        for (MessageAttempt attempt : attempts) {
            FailureCode error = attempt.error();
            tries.add(new RecordedTry(
                    tries.size() + 1, attempt.at(), attempt.took().toMillis(), name(error), error == null));
        }
        return tries;
    }

    private static @Nullable String name(@Nullable FailureCode code) {
        return code == null ? null : code.wireName();
    }

    /** One try. @param error null when it did not fail */
    public record RecordedTry(
            int number, Instant at, long tookMs, @Nullable String error, boolean success) {}
}
