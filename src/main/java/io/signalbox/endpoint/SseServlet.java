package io.signalbox.endpoint;

import io.signalbox.hub.Hub;
import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.transport.HangUp;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * The hub for clients that cannot have a WebSocket (contract 2.20): GET opens an event stream on which everything comes
 * that a WebSocket would carry, POST says something. A stream is held against the same {@link Entrance} as a handshake;
 * its user is named in the request, for there is no first frame that could.
 */
@WebServlet(urlPatterns = "/sse", asyncSupported = true)
public final class SseServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    /** When a browser whose stream ended connects again, unless it is told not to. */
    private static final Duration RETRY = Duration.ofSeconds(3);

    private final transient Entrance entrance;
    private final transient Hub hub;
    private final transient Metrics metrics;
    private final transient String nodeId;
    private final transient SseTokens tokens = new SseTokens();
    private final transient SseBackChannel backChannel = new SseBackChannel(tokens);
    private final transient ResponseHeaders more;
    private final transient CrossOrigin crossOrigin;

    @Inject
    SseServlet(Entrance entrance, Hub hub, Metrics metrics, NodeInfo self, EndpointSettings settings) {
        this.entrance = entrance;
        this.hub = hub;
        this.metrics = metrics;
        this.nodeId = self.id();
        this.more = settings.responseHeaders();
        this.crossOrigin = new CrossOrigin(entrance, more);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        crossOrigin.mark(request, response);
        switch (request.getMethod()) {
            case "GET" -> open(request, response);
            case "POST" -> {
                if (entrance.admitsOrigin(request, response)) {
                    backChannel.post(request, response);
                }
            }
            case "OPTIONS" -> {
                if (entrance.admitsOrigin(request, response)) {
                    crossOrigin.preflight(response);
                }
            }
            default -> {
                response.setHeader("Allow", "GET, POST, OPTIONS");
                Problem.write(response, 405, "a stream is opened with GET, messages are sent with POST");
            }
        }
    }

    private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HandshakeAttributes attributes = entrance.admitted(request, response);
        if (attributes == null) {
            return;
        }
        ConnectionSlots.Slot slot = entrance.slot(response);
        if (slot == null) {
            return;
        }
        try {
            stream(request, response, attributes, slot);
        } finally {
            // Unless the stream opened: then its end gives the slot back.
            slot.requestEnded();
        }
    }

    private void stream(
            HttpServletRequest request,
            HttpServletResponse response,
            HandshakeAttributes attributes,
            ConnectionSlots.Slot slot)
            throws IOException {
        String token = SseTokens.fresh();
        head(response, attributes);
        AsyncContext exchange = request.startAsync();
        exchange.setTimeout(0);
        SseConnection connection = new SseConnection(hub, metrics, exchange, HangUp.of(request), () -> {
            tokens.remove(token);
            slot.release();
        });
        SseWire wire = new SseWire(response.getOutputStream(), preamble(attributes, token), connection);
        exchange.addListener(connection);
        slot.opened();
        // Before anything can end it. It is no use to anybody before the preamble is written.
        tokens.add(token, connection);
        try {
            connection.opened(
                    wire,
                    hub.open(attributes.identity().over(ConnectionType.SSE), wire, LastEvent.of(request, attributes)));
            // Last: from here on the stream is written to, and its end can be noticed.
            response.getOutputStream().setWriteListener(wire);
        } catch (RuntimeException e) {
            connection.ended();
            throw e;
        }
    }

    private void head(HttpServletResponse response, HandshakeAttributes attributes) {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("utf-8");
        response.setHeader("Cache-Control", "no-store");
        // nginx and those that follow it: pass events on as they come.
        response.setHeader("X-Accel-Buffering", "no");
        more.values().forEach(response::setHeader);
        response.setHeader(ResponseHeaders.CLIENT_ID, attributes.clientId());
        response.setHeader(ResponseHeaders.NODE_ID, nodeId);
    }

    private byte[] preamble(HandshakeAttributes attributes, String token) {
        String data = "{\"client_id\":" + JsonCodec.quote(attributes.clientId()) + ",\"node_id\":"
                + JsonCodec.quote(nodeId) + ",\"token\":" + JsonCodec.quote(token) + "}";
        return new EventText().retry(RETRY).event("open", data).toBytes();
    }
}
