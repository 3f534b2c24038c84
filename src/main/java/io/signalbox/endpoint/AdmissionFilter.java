package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
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

/**
 * Refuses connections to the hub before the upgrade, with a status that says why (hazard H55): what {@link
 * HandshakeRules} say first; a slot of the node is taken last, by a handshake that is refused for nothing else.
 */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class AdmissionFilter extends HttpFilter {
    /** There is no room on this node. */
    static final Verdict.Refused FULL =
            Verdict.Refused.of(Refusal.FULL, "this node has as many connections as it may; connect to another");

    private static final long serialVersionUID = 1;

    private final transient HandshakeRules rules;
    private final transient AdmissionLimits limits;
    private final transient Transport transport;
    private final transient Metrics metrics;

    @Inject
    AdmissionFilter(HandshakeRules rules, AdmissionLimits limits, Transport transport, Metrics metrics) {
        this.rules = rules;
        this.limits = limits;
        this.transport = transport;
        this.metrics = metrics;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Verdict verdict = rules.judge(request, false);
        if (verdict instanceof Verdict.Fit fit) {
            admit(fit.attributes(), request, response, chain);
        } else if (verdict instanceof Verdict.Refused refused) {
            refuse(response, refused);
        } else {
            chain.doFilter(new HealthPrincipal().on(request), response);
        }
    }

    private void admit(
            HandshakeAttributes attributes, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ConnectionSlots.Slot slot = limits.slots().take();
        if (slot == null) {
            refuse(response, FULL);
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

    private void refuse(HttpServletResponse response, Verdict.Refused refused) throws IOException {
        metrics.count(LabelledCount.CONNECTIONS_REFUSED, refused.refusal());
        refused.headers().forEach(header -> response.setHeader(header.name(), header.value()));
        if (refused.retryAfter() > 0) {
            response.setHeader("Retry-After", Integer.toString(refused.retryAfter()));
        }
        Problem.write(response, refused.status(), refused.detail());
    }
}
