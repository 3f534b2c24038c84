package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.transport.WireChoice;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/**
 * Carries what the admission filter read of a handshake to the endpoint of that very connection. The principal is the
 * only thing that the WebSocket API passes on for each handshake; the endpoint's user properties are shared between
 * handshakes that run at the same time.
 *
 * @param wire which wire its connection gets
 * @param slot the room that this connection takes, until its end
 */
record HandshakePrincipal(HandshakeAttributes attributes, WireChoice wire, ConnectionSlots.Slot slot)
        implements Principal {
    @Override
    public String getName() {
        return attributes.clientId();
    }

    /** The request with this as its principal, and with our handler of its upgrade. */
    HttpServletRequest on(HttpServletRequest request) {
        return new HandshakeRequest(request, this, wire, slot::upgraded);
    }
}
