package io.signalbox.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One decoded text frame: our envelope, or one of the frames of the load-balancer reference (contract 1.8) in their own
 * spelling. Values of any kind are JSON as text.
 */
public sealed interface Frame
        permits Message,
                Frame.Registration,
                Frame.Ping,
                Frame.Pong,
                Frame.NameResponse,
                Frame.QueryName,
                Frame.Command,
                Frame.CommandResponse,
                Frame.Request {

    /**
     * First frame of a client that named nobody in its handshake. Absent ids are made by the hub.
     *
     * @param epoch the life of the inbox that {@code lastSeq} belongs to
     * @param lastSeq how far the client came with its inbox, from 0; null when it does not say
     */
    record Registration(
            @Nullable String clientId,
            @Nullable String clientName,
            @Nullable String epoch,
            @Nullable Long lastSeq) implements Frame {
        /** Of a client that does not say how far it came. */
        public Registration(@Nullable String clientId, @Nullable String clientName) {
            this(clientId, clientName, null, null);
        }
    }

    /** {@code {"type":"ping"}}. */
    record Ping() implements Frame {}

    /** {@code {"type":"pong"}}: the answer to a ping of ours. */
    record Pong() implements Frame {}

    /** Answer to a {@code query_name}: the client's present name. */
    record NameResponse(String clientName) implements Frame {}

    /**
     * Asks a client for its name.
     *
     * @param id of the client
     */
    record QueryName(@Nullable String id) implements Frame {}

    /**
     * Asks a client to do something (contract 1.9).
     *
     * @param dataJson any JSON value
     * @param from {@code node-} and the node's id
     * @param requestId which the client repeats in its answer; null from a node of the reference
     */
    record Command(
            String command,
            @Nullable String dataJson,
            @Nullable String from,
            @Nullable String requestId) implements Frame {}

    /**
     * What a client answers to a command.
     *
     * @param success whether {@code result} is {@code success} and not {@code error}
     * @param dataJson any JSON value
     * @param requestId the command's, when the client repeats it
     */
    record CommandResponse(
            boolean success,
            @Nullable String message,
            @Nullable String dataJson,
            @Nullable String requestId) implements Frame {}

    /**
     * A REST-like request of a client; the answer has the same id.
     *
     * @param method as written: whether it is known is the receiver's to say
     * @param headersJson a JSON object
     * @param bodyJson any JSON value
     */
    record Request(
            String id,
            String method,
            String path,
            @Nullable String headersJson,
            @Nullable String bodyJson) implements Frame {}
}
