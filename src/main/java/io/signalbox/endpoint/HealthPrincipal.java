package io.signalbox.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** Tells the endpoint that this handshake only asks whether the node takes connections (contract C05). */
record HealthPrincipal() implements Principal {
    @Override
    public String getName() {
        return "health";
    }

    /** The request with this as its principal. Its upgrade is the container's own: there is nothing to carry. */
    HttpServletRequest on(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
                return HealthPrincipal.this;
            }
        };
    }
}
