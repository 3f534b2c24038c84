package io.signalbox.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one frame, once: the state of a single pass over a text. */
final class FrameReader {
    private final String text;
    private final Message.Builder message = Message.builder(MessageType.UNKNOWN);
    private @Nullable String messageId;
    private @Nullable String messageType;
    private @Nullable String frameType;
    private @Nullable String clientId;
    private @Nullable String clientName;

    FrameReader(String text) {
        this.text = text;
    }

    Frame read() {
        try (JsonParser json = JsonCodec.JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("a frame must be one JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value != JsonToken.VALUE_NULL) {
                    field(name, json);
                }
            }
            if (json.nextToken() != null) {
                throw malformed("text behind the JSON object");
            }
        } catch (JsonProcessingException e) {
            // The parser quotes a character of the frame, which may be half of a pair: not sendable in an answer.
            throw malformed("not valid JSON: " + e.getOriginalMessage().replaceAll("\\p{Cs}", "?"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return frame();
    }

    private Frame frame() {
        if (messageType != null) {
            MessageType type = MessageType.ofWireName(messageType);
            if (type == null) {
                throw new ProtocolException(
                        ErrorCode.UNKNOWN_TYPE, "unknown message_type '" + messageType + "'", messageId);
            }
            return message.type(type).build();
        }
        if (frameType != null) {
            return switch (frameType) {
                case "ping" -> new Frame.Ping();
                case "name_response" -> {
                    if (clientName == null) {
                        throw malformed("name_response without client_name");
                    }
                    yield new Frame.NameResponse(clientName);
                }
                default ->
                    throw new ProtocolException(ErrorCode.UNKNOWN_TYPE, "unknown type '" + frameType + "'", messageId);
            };
        }
        if (clientId != null || clientName != null) {
            return new Frame.Registration(clientId, clientName);
        }
        throw new ProtocolException(ErrorCode.UNKNOWN_TYPE, "message_type is missing", messageId);
    }

    private void field(String name, JsonParser json) throws IOException {
        switch (name) {
            case "message_type" -> messageType = id(name, json);
            case "type" -> frameType = id(name, json);
            case "client_id" -> clientId = id(name, json);
            case "client_name" -> clientName = id(name, json);
            case "message_id" -> {
                messageId = id(name, json);
                message.messageId(messageId);
            }
            case "trace_id" -> message.traceId(id(name, json));
            case "sender" -> message.sender(id(name, json));
            case "sender_name" -> message.senderName(id(name, json));
            case "sender_type" -> message.senderType(id(name, json));
            case "sender_client" -> message.senderClient(id(name, json));
            case "receiver" -> message.receiver(id(name, json));
            case "receiver_client" -> message.receiverClient(id(name, json));
            case "session_id" -> message.sessionId(id(name, json));
            case "reply_to_msg_id" -> message.replyToMsgId(id(name, json));
            case "app_id" -> message.appId(id(name, json));
            case "namespace" -> message.namespace(id(name, json));
            case "content" -> message.content(string(name, json));
            case "group_ids" -> message.groupIds(groups(json));
            case "data" -> message.data(object(json));
            case "broadcast_type" -> message.broadcastGlobal(broadcast(json));
            case "priority" -> message.priority(priority(json));
            case "require_ack" -> message.requireAck(bool(name, json));
            case "ack" -> message.ack(ackLevel(json));
            case "seq" -> message.seq(position(json));
            case "create_at" -> message.createAt(instant(json));
            default -> json.skipChildren();
        }
    }

    private String string(String name, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed(name + " must be a string");
        }
        return sendable(name, json.getText());
    }

    /** Half of a surrogate pair can be written in JSON but not in UTF-8: no receiver could be sent it. */
    private String sendable(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                if (Character.isSupplementaryCodePoint(value.codePointAt(i))) {
                    i++;
                } else {
                    throw malformed(name + " has half of a surrogate pair");
                }
            }
        }
        return value;
    }

    private @Nullable String id(String name, JsonParser json) throws IOException {
        String value = string(name, json);
        if (value.length() > Limits.MAX_ID_LENGTH) {
            throw new ProtocolException(
                    ErrorCode.FIELD_TOO_LARGE,
                    name + " is longer than " + Limits.MAX_ID_LENGTH + " characters",
                    messageId);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw malformed(name + " has control characters");
        }
        return value.isEmpty() ? null : value;
    }

    private boolean bool(String name, JsonParser json) throws IOException {
        if (!json.currentToken().isBoolean()) {
            throw malformed(name + " must be true or false");
        }
        return json.getBooleanValue();
    }

    private boolean broadcast(JsonParser json) throws IOException {
        String kind = string("broadcast_type", json);
        return switch (kind) {
            case "global" -> true;
            case "", "none" -> false;
            default -> throw malformed("broadcast_type must be global or none");
        };
    }

    private Priority priority(JsonParser json) throws IOException {
        String name = string("priority", json);
        for (Priority priority : Priority.values()) {
            if (priority.wireName().equals(name.toLowerCase(Locale.ROOT))) {
                return priority;
            }
        }
        throw malformed("priority must be low, normal, high, urgent or critical");
    }

    private AckLevel ackLevel(JsonParser json) throws IOException {
        AckLevel level = AckLevel.ofWireName(string("ack", json));
        if (level == null) {
            throw malformed("ack must be accepted, stored or delivered");
        }
        return level;
    }

    private long position(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw malformed("seq must be an integer");
        }
        long seq = json.getLongValue();
        if (seq < 0) {
            throw malformed("seq must not be negative");
        }
        return seq;
    }

    private @Nullable Instant instant(JsonParser json) throws IOException {
        // Overwritten by the hub anyway: whatever a client writes here is not worth an error.
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            json.skipChildren();
            return null;
        }
        try {
            return Instant.parse(json.getText());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private List<String> groups(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw malformed("group_ids must be an array of strings");
        }
        Set<String> groups = new LinkedHashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String group = id("group_ids", json);
            if (group != null && !group.isBlank()) {
                groups.add(group.strip());
            }
            if (groups.size() > Limits.MAX_GROUPS) {
                throw new ProtocolException(
                        ErrorCode.TOO_MANY_GROUPS, "more than " + Limits.MAX_GROUPS + " group_ids", messageId);
            }
        }
        return List.copyOf(groups);
    }

    /** Copies the object as text, without the key {@code offline}: that one is the hub's to set. */
    private String object(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw malformed("data must be an object");
        }
        StringWriter out = new StringWriter();
        try (JsonGenerator copy = JsonCodec.JSON.createGenerator(out)) {
            copy.writeStartObject();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (json.currentName().equals("offline")) {
                    json.nextToken();
                    json.skipChildren();
                } else {
                    copyField(json, copy);
                }
            }
            copy.writeEndObject();
        }
        return out.toString();
    }

    /** Copies a name and its value; numbers digit by digit, because a double would change them. */
    private void copyField(JsonParser json, JsonGenerator copy) throws IOException {
        copy.writeFieldName(sendable("data", json.currentName()));
        int depth = 0;
        do {
            JsonToken token = json.nextToken();
            switch (token) {
                case FIELD_NAME -> copy.writeFieldName(sendable("data", json.currentName()));
                case VALUE_STRING -> copy.writeString(sendable("data", json.getText()));
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> copy.writeNumber(json.getText());
                default -> copy.copyCurrentEvent(json);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        } while (depth > 0);
    }

    private ProtocolException malformed(String explanation) {
        return new ProtocolException(ErrorCode.MALFORMED_FRAME, explanation, messageId);
    }
}
