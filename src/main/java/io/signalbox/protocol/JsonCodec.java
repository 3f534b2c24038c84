package io.signalbox.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between text frames and {@link Frame}s, in one streaming pass. Stateless and safe from any thread; memory is bounded
 * by the frame, whose size the transport bounds, and by {@link Limits#MAX_NESTING}.
 */
public final class JsonCodec {
    /** ISO 8601 in UTC with exactly three digits of a second, so that times sort as text. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.MAX_NESTING)
                    .maxNameLength(Limits.MAX_ID_LENGTH)
                    .maxNumberLength(64)
                    .build())
            .build();

    private JsonCodec() {}

    /**
     * Decodes one text frame.
     *
     * @throws ProtocolException when it breaks the contract; nothing else is thrown, whatever the text holds
     */
    public static Frame decode(String text) {
        return new FrameReader(text).read();
    }

    /** Encodes a message for any number of receivers. */
    public static EncodedMessage encode(Message message) {
        StringWriter out = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            string(json, "message_id", message.messageId());
            string(json, "message_type", message.type().wireName());
            string(json, "trace_id", message.traceId());
            string(json, "sender", message.sender());
            string(json, "sender_name", message.senderName());
            string(json, "sender_type", message.senderType());
            string(json, "sender_client", message.senderClient());
            string(json, "receiver", message.receiver());
            string(json, "receiver_client", message.receiverClient());
            strings(json, "group_ids", message.groupIds());
            string(json, "broadcast_type", message.broadcastGlobal() ? "global" : null);
            string(json, "session_id", message.sessionId());
            string(json, "content", message.content());
            Instant createAt = message.createAt();
            string(json, "create_at", createAt == null ? null : TIMESTAMP.format(createAt));
            string(json, "reply_to_msg_id", message.replyToMsgId());
            if (message.priority() != message.type().defaultPriority()) {
                json.writeStringField("priority", message.priority().wireName());
            }
            string(json, "app_id", message.appId());
            string(json, "namespace", message.namespace());
            if (message.requireAck()) {
                json.writeBooleanField("require_ack", true);
            }
            AckLevel ack = message.ack();
            string(json, "ack", ack == null ? null : ack.wireName());
            if (message.seq() != 0) {
                json.writeNumberField("seq", message.seq());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        String object = out.toString();
        String data = message.data();
        return new EncodedMessage(
                object.substring(0, object.length() - 1), data == null ? null : data.substring(1, data.length() - 1));
    }

    /** {@code text} as a JSON string, with its quotes. */
    public static String quote(String text) {
        StringWriter out = new StringWriter(text.length() + 2);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeString(text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toString();
    }

    private static void string(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }
}
