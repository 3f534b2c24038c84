package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.identity.InvalidAttributeException;
import io.signalbox.metrics.LabelledCount;
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
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses connections to the hub before the upgrade, with a status that says why (hazard H55). What costs nothing to
 * check comes first; a slot of the node is taken last, by a handshake that is refused for nothing else.
 */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class AdmissionFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient NodeLife life;
    private final transient NodeSettings settings;
    private final transient AdmissionLimits limits;
    private final transient Transport transport;
    private final transient Metrics metrics;

    @Inject
    AdmissionFilter(
            NodeLife life, NodeSettings settings, AdmissionLimits limits, Transport transport, Metrics metrics) {
        this.life = life;
        this.settings = settings;
        this.limits = limits;
        this.transport = transport;
        this.metrics = metrics;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        OpeningHandshake.Fault fault = OpeningHandshake.faultOf(request);
        if (!settings.role().servesHub()) {
            refuse(response, Refusal.NO_HUB, "this node is a balancer; connect to /lb/ws");
        } else if (!life.ready()) {
            refuse(response, Refusal.NOT_READY, "this node is " + life.state() + "; connect to another");
        } else if (fault != null) {
            fault.headers().forEach(header -> response.setHeader(header.name(), header.value()));
            refuse(response, Refusal.NO_WEBSOCKET, fault.status(), fault.detail());
        } else if (!fromAllowedOrigin(request)) {
            refuse(
                    response,
                    Refusal.FOREIGN_ORIGIN,
                    "pages of this origin may not connect; see signalbox.hub.allowed-origins");
        } else if (!limits.rate().allows(request.getRemoteAddr())) {
            refuse(response, Refusal.TOO_FAST, "too many handshakes from your address; connect more slowly");
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
            refuse(response, Refusal.BAD_ATTRIBUTE, e.getMessage());
            return;
        }
        ConnectionSlots.Slot slot = limits.slots().take();
        if (slot == null) {
            refuse(response, Refusal.FULL, "this node has as many connections as it may; connect to another");
            return;
        }
        try {
            chain.doFilter(
                    new HandshakePrincipal(
                                    attributes, WireChoice.of(request, transport, Limits.MAX_MESSAGE_BYTES), slot)
                            .on(request),
                    response);
        } finally {
            slot.requestEnded();
        }
    }

    private boolean fromAllowedOrigin(HttpServletRequest request) {
        return limits.origins()
                .allows(
                        request.getHeader("Origin"),
                        Stream.of("Host", "X-Forwarded-Host")
                                .map(request::getHeader)
                                .filter(Objects::nonNull)
                                .toList());
    }

    private void refuse(HttpServletResponse response, Refusal refusal, @Nullable String detail) throws IOException {
        refuse(response, refusal, refusal.status(), detail);
    }

    private void refuse(HttpServletResponse response, Refusal refusal, int status, @Nullable String detail)
            throws IOException {
        metrics.count(LabelledCount.CONNECTIONS_REFUSED, refusal);
        if (refusal.retryAfter() > 0) {
            response.setHeader("Retry-After", Integer.toString(refusal.retryAfter()));
        }
        Problem.write(response, status, detail);
    }
}
