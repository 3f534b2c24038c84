package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the hub says in the spelling of the load-balancer reference (contract 1.8). Parameters that end with {@code
 * Json} are valid JSON; the caller vouches for it. Stateless and safe from any thread.
 */
public final class ReferenceFrames {
    private ReferenceFrames() {}

    /** The answer to {@code {"type":"ping"}}; its timestamp is in seconds. */
    public static String pong(Instant now) {
        JsonWriter json = typed("pong");
        json.name("timestamp");
        json.number(now.getEpochSecond());
        return text(json);
    }

    /** Asks a client for its name. */
    public static String queryName(String clientId) {
        JsonWriter json = typed("query_name");
        json.member("id", clientId);
        return text(json);
    }

    /**
     * Asks a client to do something.
     *
     * @param requestId which the client may repeat in its answer, null for none
     * @param dataJson any JSON value, null for none
     */
    public static String command(@Nullable String requestId, String command, @Nullable String dataJson, String nodeId) {
        JsonWriter json = typed("command");
        json.member("command", command);
        json(json, "data", dataJson);
        json.member("from", "node-" + nodeId);
        text(json, "request_id", requestId);
        return text(json);
    }

    /**
     * A client's answer to a command; its timestamp is in seconds.
     *
     * @param answer what it says; its request id is that of the command, null when the command has none
     */
    public static String commandResponse(Frame.CommandResponse answer, String clientId, Instant now) {
        JsonWriter json = typed("command_response");
        json.member("result", answer.success() ? "success" : "error");
        text(json, "message", answer.message());
        json(json, "data", answer.dataJson());
        json.member("client_id", clientId);
        text(json, "request_id", answer.requestId());
        json.name("timestamp");
        json.number(now.getEpochSecond());
        return text(json);
    }

    /** A client's answer to the question for its name; its timestamp is in seconds. */
    public static String nameResponse(String clientId, String clientName, Instant now) {
        JsonWriter json = typed("name_response");
        json.member("client_id", clientId);
        json.member("client_name", clientName);
        json.name("timestamp");
        json.number(now.getEpochSecond());
        return text(json);
    }

    /**
     * The answer to a request. It always has {@code headers}, and there are none in it.
     *
     * @param id the request's
     * @param status as in HTTP
     * @param bodyJson any JSON value, null for none
     * @param error what is wrong, null when nothing is
     * @param now its timestamp is in milliseconds
     */
    public static String response(
            String id, int status, @Nullable String bodyJson, @Nullable String error, Instant now) {
        JsonWriter json = new JsonWriter(256);
        json.member("id", id);
        json.name("status");
        json.number(status);
        json(json, "headers", "{}");
        json(json, "body", bodyJson);
        if (error != null) {
            json.member("error", error);
        }
        json.name("timestamp");
        json.number(now.toEpochMilli());
        return text(json);
    }

    private static JsonWriter typed(String type) {
        JsonWriter json = new JsonWriter(128);
        json.member("type", type);
        return json;
    }

    private static void json(JsonWriter json, String name, @Nullable String value) {
        if (value != null) {
            json.name(name);
            json.text(value);
        }
    }

    private static void text(JsonWriter json, String name, @Nullable String value) {
        if (value != null) {
            json.member(name, value);
        }
    }

    private static String text(JsonWriter json) {
        return new String(json.object(), StandardCharsets.UTF_8);
    }
}
