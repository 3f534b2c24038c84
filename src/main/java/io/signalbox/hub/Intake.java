package io.signalbox.hub;

import io.signalbox.limits.Quotas;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.BinaryMessage;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Heartbeat;
import io.signalbox.session.Traffic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What clients say: decodes it, answers what is between the client and the hub, and passes messages on to {@link
 * Submission}. Whatever arrives is answered or acted on, and every call returns normally and without waiting. One
 * connection's calls come one after the other.
 */
final class Intake {
    /** Names and numbers of JSON. What is longer is taken for text. */
    private static final Pattern SCALAR = Pattern.compile("(null|true|false|-?[0-9][0-9.eE+-]*)\\s*");

    private static final int LONGEST_SCALAR = 64;

    private final HubSettings settings;
    private final Submission submission;
    private final Groups groups;
    private final Heartbeat heartbeat;
    private final RestOverWebSocket requests;
    private final ClientCommands commands;
    private final Quotas quotas;
    private final Metrics metrics;
    private final Clock clock;

    Intake(
            HubSettings settings,
            Submission submission,
            Groups groups,
            Heartbeat heartbeat,
            RestOverWebSocket requests,
            ClientCommands commands,
            Quotas quotas,
            Metrics metrics,
            Clock clock) {
        this.settings = settings;
        this.submission = submission;
        this.groups = groups;
        this.heartbeat = heartbeat;
        this.requests = requests;
        this.commands = commands;
        this.quotas = quotas;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** @return 0; or, when it was one too many, in how many milliseconds the client may go on */
    long text(ClientSession session, byte[] utf8, int offset, int length) {
        long wait = admit(session, length);
        if (wait > 0) {
            return wait;
        }
        try {
            frame(session, decoded(session, utf8, offset, length));
        } catch (ProtocolException e) {
            session.touch();
            submission.refuse(session, e);
        }
        return 0;
    }

    void binary(ClientSession session, ByteBuffer bytes) {
        if (admit(session, bytes.remaining()) > 0) {
            return;
        }
        session.touch();
        try {
            if (!settings.binary()) {
                throw new ProtocolException(ErrorCode.BINARY_NOT_SUPPORTED, "messages are text frames", null);
            }
            // The payload shares the bytes that it is decoded from, and waits on the strand; the wire's are used again.
            ByteBuffer kept = ByteBuffer.allocate(bytes.remaining())
                    .put(bytes.duplicate())
                    .flip();
            BinaryMessage message = BinaryMessage.decode(kept);
            check(message.envelope());
            submission.submit(session, message);
        } catch (ProtocolException e) {
            submission.refuse(session, e);
        }
    }

    private Frame decoded(ClientSession session, byte[] utf8, int offset, int length) {
        if (settings.plainText() && !isMeantAsJson(utf8, offset, length)) {
            // It names no target: it is for those that the connection came for.
            return JsonCodec.wrapPlainText(new String(utf8, offset, length, StandardCharsets.UTF_8)).toBuilder()
                    .groupIds(session.identity().groups())
                    .build();
        }
        return JsonCodec.decode(utf8, offset, length);
    }

    /** Whether it is JSON, right or wrong: an object, one of the values that are no frame (hazard H51), or nothing. */
    private static boolean isMeantAsJson(byte[] utf8, int offset, int length) {
        int end = offset + length;
        int from = offset;
        while (from < end && (utf8[from] == ' ' || utf8[from] == '\t' || utf8[from] == '\n' || utf8[from] == '\r')) {
            from++;
        }
        if (from == end || utf8[from] == '{' || utf8[from] == '[' || utf8[from] == '"') {
            return true;
        }
        return end - from <= LONGEST_SCALAR
                && SCALAR.matcher(new String(utf8, from, end - from, StandardCharsets.UTF_8))
                        .matches();
    }

    private void frame(ClientSession session, Frame frame) {
        if (frame instanceof Message message) {
            if (message.type() == MessageType.PING || message.type() == MessageType.HEARTBEAT) {
                heartbeat.beat(session);
                session.send(HubReplies.pong(message.messageId(), clock.instant()));
                return;
            }
            session.touch();
            check(message);
            message(session, message);
            return;
        }
        session.touch();
        if (frame instanceof Frame.Ping) {
            session.send(HubReplies.referencePong(clock.instant()));
        } else if (frame instanceof Frame.Request request) {
            session.send(HubReplies.reference(requests.answer(request)));
        } else if (frame instanceof Frame.NameResponse response) {
            session.rename(response.clientName());
            commands.named(session);
        } else if (frame instanceof Frame.CommandResponse response) {
            commands.answered(session, response);
        } else if (frame instanceof Frame.Registration registration) {
            renamed(session, registration.clientName());
        } else if (!(frame instanceof Frame.Pong)) {
            throw new ProtocolException(
                    ErrorCode.TYPE_NOT_ALLOWED, "no frame that this node takes from a client", null);
        }
    }

    private static void renamed(ClientSession session, @Nullable String name) {
        if (name != null) {
            session.rename(name);
        }
    }

    private void check(Message message) {
        MessageType type = message.type();
        if (type.hubOnly()) {
            throw new ProtocolException(
                    ErrorCode.TYPE_NOT_ALLOWED, type.wireName() + " is said by the hub only", message.messageId());
        }
        Instant deadline = message.deadline();
        if (deadline != null && !deadline.isAfter(clock.instant())) {
            throw new ProtocolException(ErrorCode.EXPIRED, "its deadline is past", message.messageId());
        }
    }

    private void message(ClientSession session, Message message) {
        if (message.type() == MessageType.ACK) {
            submission.acknowledge(session, message);
        } else if (GroupCommand.is(message)) {
            submission.inOrder(session, message, () -> {
                session.send(HubReplies.success(message, GroupCommand.run(message, session, groups)));
            });
        } else {
            submission.submit(session, message);
        }
    }

    /** Counts what arrived, and answers it when it is too much. @return as {@link #text} */
    private long admit(ClientSession session, int bytes) {
        metrics.count(Count.MESSAGES_IN);
        Traffic traffic = session.traffic();
        if (traffic != null) {
            traffic.received(bytes);
        }
        long wait = session.admit();
        if (wait == 0) {
            wait = quotas.take(session.identity().user());
        }
        if (wait > 0) {
            session.touch();
            metrics.count(Count.MESSAGES_REFUSED);
            if (traffic != null) {
                traffic.failed(ErrorCode.RATE_LIMITED.wireName());
            }
            session.send(HubReplies.rateLimited(wait));
        }
        return wait;
    }
}
