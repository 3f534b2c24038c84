package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.identity.InvalidAttributeException;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeSettings;
import io.signalbox.protocol.Limits;
import io.signalbox.transport.Transport;
import io.signalbox.transport.WireChoice;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Refuses connections to the hub before the upgrade, with a status that says why (hazard H55). */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class AdmissionFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient NodeLife life;
    private final transient NodeSettings settings;
    private final transient Transport transport;
    private final transient Metrics metrics;

    @Inject
    AdmissionFilter(NodeLife life, NodeSettings settings, Transport transport, Metrics metrics) {
        this.life = life;
        this.settings = settings;
        this.transport = transport;
        this.metrics = metrics;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!settings.role().servesHub()) {
            refuse(response, 404, "this node is a balancer; connect to /lb/ws");
        } else if (!life.ready()) {
            refuse(response, 503, "this node is " + life.state() + "; connect to another");
        } else if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.setHeader("Upgrade", "websocket");
            refuse(response, 426, "this is a WebSocket endpoint");
        } else {
            admit(request, response, chain);
        }
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HandshakeAttributes attributes;
        try {
            attributes = HandshakeAttributes.read(request::getParameter, request::getHeader);
        } catch (InvalidAttributeException e) {
            refuse(response, 400, e.getMessage());
            return;
        }
        chain.doFilter(
                new HandshakePrincipal(attributes, WireChoice.of(request, transport, Limits.MAX_MESSAGE_BYTES))
                        .on(request),
                response);
    }

    private void refuse(HttpServletResponse response, int status, @Nullable String detail) throws IOException {
        metrics.count(Count.CONNECTIONS_REFUSED);
        Problem.write(response, status, detail);
    }
}
