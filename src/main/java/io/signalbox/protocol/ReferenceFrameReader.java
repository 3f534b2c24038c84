package io.signalbox.protocol;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a frame of the load-balancer reference (contract 1.8): the second pass over a text that is JSON and has no
 * {@code message_type}. Fields that the frame's kind does not know are ignored.
 */
final class ReferenceFrameReader {
    private final JsonReader json;
    private final @Nullable String messageId;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();
    private @Nullable Long lastSeq;

    ReferenceFrameReader(JsonReader json, @Nullable String messageId) {
        this.json = json;
        this.messageId = messageId;
    }

    Frame read() {
        json.open('{');
        while (json.nextMember()) {
            String name = json.text();
            if (!json.skipNull()) {
                field(name);
            }
        }
        String type = texts.get("type");
        if (type != null) {
            return typed(type);
        }
        if (texts.containsKey("method") && texts.containsKey("path")) {
            return new Frame.Request(
                    id("request", "id"), id("request", "method"), id("request", "path"), headers(), values.get("body"));
        }
        if (texts.containsKey("client_id") || texts.containsKey("client_name")) {
            return new Frame.Registration(
                    texts.get("client_id"), texts.get("client_name"), texts.get("epoch"), lastSeq);
        }
        throw new ProtocolException(ErrorCode.UNKNOWN_TYPE, "message_type is missing", messageId);
    }

    private Frame typed(String type) {
        return switch (type) {
            case "ping" -> new Frame.Ping();
            case "pong" -> new Frame.Pong();
            case "name_response" -> new Frame.NameResponse(id(type, "client_name"));
            case "query_name" -> new Frame.QueryName(texts.get("id"));
            case "command" ->
                new Frame.Command(id(type, "command"), values.get("data"), texts.get("from"), texts.get("request_id"));
            case "command_response" ->
                new Frame.CommandResponse(
                        succeeded(), texts.get("message"), values.get("data"), texts.get("request_id"));
            default -> throw new ProtocolException(ErrorCode.UNKNOWN_TYPE, "unknown type '" + type + "'", messageId);
        };
    }

    private void field(String name) {
        switch (name) {
            case "type",
                    "client_id",
                    "client_name",
                    "id",
                    "request_id",
                    "command",
                    "from",
                    "result",
                    "method",
                    "epoch" -> text(name, Limits.MAX_ID_LENGTH);
            case "path" -> text(name, Limits.MAX_PATH_LENGTH);
            case "message" -> text(name, Limits.MAX_MESSAGE_BYTES);
            case "data", "headers", "body" -> value(name);
            case "last_seq" -> lastSeq = position(name);
            default -> json.skip();
        }
    }

    private Long position(String name) {
        Long position = json.integer();
        if (position == null || position < 0) {
            throw malformed(name + " must be an integer from 0");
        }
        return position;
    }

    private void text(String name, int most) {
        if (json.peek() != '"') {
            throw malformed(name + " must be a string");
        }
        json.string();
        String value = json.text();
        if (value.length() > most) {
            throw tooLarge(name + " is longer than " + most + " characters");
        }
        if (!name.equals("message") && value.chars().anyMatch(Character::isISOControl)) {
            throw malformed(name + " has control characters");
        }
        if (!value.isEmpty()) {
            texts.put(name, value);
        }
    }

    private void value(String name) {
        String value = json.copy(true);
        if (value.length() > Limits.MAX_MESSAGE_BYTES) {
            throw tooLarge(name + " is longer than " + Limits.MAX_MESSAGE_BYTES + " bytes");
        }
        values.put(name, value);
    }

    private String id(String frame, String name) {
        String value = texts.get(name);
        if (value == null) {
            throw malformed(frame + " without " + name);
        }
        return value;
    }

    private @Nullable String headers() {
        String headers = values.get("headers");
        if (headers != null && !headers.startsWith("{")) {
            throw malformed("headers must be an object");
        }
        return headers;
    }

    private boolean succeeded() {
        return switch (id("command_response", "result")) {
            case "success" -> true;
            case "error" -> false;
            default -> throw malformed("result must be success or error");
        };
    }

    private ProtocolException tooLarge(String explanation) {
        return new ProtocolException(ErrorCode.FIELD_TOO_LARGE, explanation, messageId);
    }

    private ProtocolException malformed(String explanation) {
        return new ProtocolException(ErrorCode.MALFORMED_FRAME, explanation, messageId);
    }
}
