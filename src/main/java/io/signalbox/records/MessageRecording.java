package io.signalbox.records;

import io.signalbox.hub.MessageRecorder;
import io.signalbox.hub.MessageStatus;
import io.signalbox.hub.MessageStep;
import io.signalbox.node.NodeInfo;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes changes of records of what the hub tells of messages. Never blocks; safe from any thread. */
final class MessageRecording implements MessageRecorder {
    private final MessageRecordSettings settings;
    private final WriteBehind<MessageChange> writer;
    private final NodeInfo self;

    MessageRecording(MessageRecordSettings settings, WriteBehind<MessageChange> writer, NodeInfo self) {
        this.settings = settings;
        this.writer = writer;
        this.self = self;
    }

    @Override
    public boolean wants(Message message) {
        return settings.messages().has(message);
    }

    @Override
    public void tell(MessageStep step) {
        writer.offer(MessageChange.of(news(step)));
    }

    private MessageRecord news(MessageStep step) {
        MessageStep.Facts facts = step.facts();
        MessageStep.Try attempt = step.attempt();
        MessageStatus status = step.status() == null ? MessageStatus.PENDING : step.status();
        Instant sent = attempt != null ? attempt.at() : status == MessageStatus.SENDING ? step.at() : null;
        Instant created = facts == null || facts.message().createAt() == null
                ? step.at()
                : facts.message().createAt();
        return new MessageRecord(
                MessageRecord.idOf(step.subject()),
                step.subject(),
                status,
                step.at(),
                created,
                sent,
                sent,
                step.failure(),
                step.error(),
                attempt == null
                        ? List.of()
                        : List.of(new MessageAttempt(attempt.at(), attempt.took(), attempt.failure())),
                facts == null ? created.plus(settings.expiry()) : expiry(facts.message(), created),
                facts == null ? null : details(facts));
    }

    /** The earliest of the deadline, the end of the time to live and the expiry of records. */
    private Instant expiry(Message message, Instant created) {
        Instant end = created.plus(settings.expiry());
        if (message.ttlMs() > 0 && created.plusMillis(message.ttlMs()).isBefore(end)) {
            end = created.plusMillis(message.ttlMs());
        }
        Instant deadline = message.deadline();
        return deadline != null && deadline.isBefore(end) ? deadline : end;
    }

    private MessageDetails details(MessageStep.Facts facts) {
        return new MessageDetails(
                facts.message().type(),
                facts.senderClient(),
                self.id(),
                self.host(),
                facts.clientIp(),
                facts.maxRetries(),
                settings.payload() ? payload(facts.message()) : null);
    }

    private static @Nullable String payload(Message message) {
        String content = message.content();
        String data = message.data();
        if (content == null && data == null) {
            return null;
        }
        String said = content == null ? "" : "\"content\":" + JsonCodec.quote(content);
        String comma = content == null || data == null ? "" : ",";
        return "{" + said + comma + (data == null ? "" : "\"data\":" + data) + "}";
    }
}
