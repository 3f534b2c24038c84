package io.signalbox.hub;

import io.signalbox.node.NodeInfo;
import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.ReferenceFrames;
import java.time.Clock;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers the request frames that clients of the load-balancer reference send over their connection (contract N04). It
 * shows what the node is and sends bodies back; there is nothing behind it to change. Safe from any thread.
 */
final class RestOverWebSocket {
    private final NodeInfo self;
    private final IntSupplier clients;
    private final Clock clock;

    /** @param clients connections of this node now */
    RestOverWebSocket(NodeInfo self, IntSupplier clients, Clock clock) {
        this.self = self;
        this.clients = clients;
        this.clock = clock;
    }

    /** The frame that answers; it has the request's id. */
    String answer(Frame.Request request) {
        Instant now = clock.instant();
        return switch (request.method()) {
            case "GET" -> get(request, now);
            case "POST" -> body(request, 201, request.bodyJson(), now);
            case "PUT", "DELETE" -> body(request, 200, request.bodyJson(), now);
            default ->
                ReferenceFrames.response(
                        request.id(), 405, null, "method " + request.method() + " is not supported", now);
        };
    }

    private String get(Frame.Request request, Instant now) {
        String path = request.path().startsWith("/") ? request.path().substring(1) : request.path();
        return switch (path) {
            case "info" -> body(request, 200, info(now), now);
            case "health" -> body(request, 200, "{\"status\":\"ok\",\"node\":" + JsonCodec.quote(self.id()) + "}", now);
            default -> ReferenceFrames.response(request.id(), 404, null, "nothing at '" + request.path() + "'", now);
        };
    }

    private String info(Instant now) {
        return "{\"node_id\":" + JsonCodec.quote(self.id()) + ",\"port\":" + self.port() + ",\"clients\":"
                + clients.getAsInt() + ",\"timestamp\":" + now.toEpochMilli() + "}";
    }

    private static String body(Frame.Request request, int status, @Nullable String body, Instant now) {
        return ReferenceFrames.response(request.id(), status, body, null, now);
    }
}
