package io.signalbox.endpoint;

import io.signalbox.transport.WireChoice;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.security.Principal;

/** A handshake on its way to the WebSocket engine, which asks it who comes and upgrades it. */
final class HandshakeRequest extends HttpServletRequestWrapper {
    private final Principal principal;
    private final WireChoice wire;
    private final Runnable upgraded;

    /** @param upgraded runs on the request's thread once the connection is on its way to the endpoint */
    HandshakeRequest(HttpServletRequest request, Principal principal, WireChoice wire, Runnable upgraded) {
        super(request);
        this.principal = principal;
        this.wire = wire;
        this.upgraded = upgraded;
    }

    @Override
    public Principal getUserPrincipal() {
        return principal;
    }

    /** With our handler in place of the engine's. */
    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> asked) throws IOException, ServletException {
        T handler = super.upgrade(wire.handlerFor(asked));
        wire.prepare(handler);
        upgraded.run();
        return handler;
    }
}
