package io.signalbox.endpoint;

import io.signalbox.transport.WireChoice;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/**
 * Tells the endpoint that this handshake only asks whether the node takes connections (contract C05).
 *
 * @param wire which wire carries the answer
 */
record HealthPrincipal(WireChoice wire) implements Principal {
    @Override
    public String getName() {
        return "health";
    }

    /** The request with this as its principal, and with our handler of its upgrade. */
    HttpServletRequest on(HttpServletRequest request) {
        return new HandshakeRequest(request, this, wire, () -> {});
    }
}
