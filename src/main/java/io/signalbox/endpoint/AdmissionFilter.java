package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
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

/** Refuses WebSocket connections to the hub before the upgrade: those that the {@link Entrance} refuses. */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class AdmissionFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient Entrance entrance;
    private final transient Transport transport;

    @Inject
    AdmissionFilter(Entrance entrance, Transport transport) {
        this.entrance = entrance;
        this.transport = transport;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Verdict verdict = entrance.judgeHandshake(request);
        if (verdict instanceof Verdict.Fit fit) {
            admit(fit.attributes(), request, response, chain);
        } else if (verdict instanceof Verdict.Refused refused) {
            entrance.refuse(response, refused);
        } else {
            chain.doFilter(new HealthPrincipal(wireOf(request)).on(request), response);
        }
    }

    private void admit(
            HandshakeAttributes attributes, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ConnectionSlots.Slot slot = entrance.slot(response);
        if (slot == null) {
            return;
        }
        try {
            chain.doFilter(new HandshakePrincipal(attributes, wireOf(request), slot).on(request), response);
        } finally {
            slot.requestEnded();
        }
    }

    private WireChoice wireOf(HttpServletRequest request) {
        return WireChoice.of(request, transport, Limits.MAX_MESSAGE_BYTES);
    }
}
