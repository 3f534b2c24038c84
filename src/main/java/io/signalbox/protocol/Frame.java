package io.signalbox.protocol;

import org.jspecify.annotations.Nullable;

/** One decoded text frame: our envelope, or one of the frames of the load-balancer reference (contract 1.8). */
public sealed interface Frame permits Message, Frame.Registration, Frame.Ping, Frame.NameResponse {

    /** First frame of a client that named nobody in its handshake. Absent ids are made by the hub. */
    record Registration(@Nullable String clientId, @Nullable String clientName) implements Frame {}

    /** {@code {"type":"ping"}}. */
    record Ping() implements Frame {}

    /** Answer to a {@code query_name} of the balancer: the client's present name. */
    record NameResponse(String clientName) implements Frame {}
}
