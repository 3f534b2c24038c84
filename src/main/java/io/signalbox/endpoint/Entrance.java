package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.identity.InvalidAttributeException;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What everybody who connects to the hub is held against, whatever carries the connection. Each check that fails has
 * answered the request, with a status that says why (hazard H55), and is counted. To be asked in the order in which
 * they stand: what costs nothing comes first, and a slot of the node is taken last. Safe from any thread.
 */
final class Entrance {
    private final NodeLife life;
    private final NodeSettings settings;
    private final AdmissionLimits limits;
    private final Metrics metrics;

    Entrance(NodeLife life, NodeSettings settings, AdmissionLimits limits, Metrics metrics) {
        this.life = life;
        this.settings = settings;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** Whether this node has a hub and takes connections now. */
    boolean isOpen(HttpServletResponse response) throws IOException {
        if (!settings.role().servesHub()) {
            refuse(response, Refusal.NO_HUB, "this node is a balancer; connect to /lb/ws");
        } else if (!life.ready()) {
            refuse(response, Refusal.NOT_READY, "this node is " + life.state() + "; connect to another");
        } else {
            return true;
        }
        return false;
    }

    /** Whether one may connect from there: a page of an allowed origin, from an address that does not come too often. */
    boolean admits(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return admitsOrigin(request, response) && admitsRate(request, response);
    }

    /** The first half of {@link #admits}, for a request that opens nothing. */
    boolean admitsOrigin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (fromAllowedOrigin(request)) {
            return true;
        }
        refuse(
                response,
                Refusal.FOREIGN_ORIGIN,
                "pages of this origin may not connect; see signalbox.hub.allowed-origins");
        return false;
    }

    /** Whether the request is no web page's, or that of a page that may connect. */
    boolean fromAllowedOrigin(HttpServletRequest request) {
        return limits.origins()
                .allows(
                        request.getHeader("Origin"),
                        Stream.of("Host", "X-Forwarded-Host")
                                .map(request::getHeader)
                                .filter(Objects::nonNull)
                                .toList());
    }

    /** Who connects; null when that was refused. */
    @Nullable
    HandshakeAttributes attributes(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            return HandshakeAttributes.read(request::getParameter, request::getHeader);
        } catch (InvalidAttributeException e) {
            refuse(response, Refusal.BAD_ATTRIBUTE, e.getMessage());
            return null;
        }
    }

    /** Room for one connection, the caller's to give back; null when that was refused. */
    ConnectionSlots.@Nullable Slot slot(HttpServletResponse response) throws IOException {
        ConnectionSlots.Slot slot = limits.slots().take();
        if (slot == null) {
            refuse(response, Refusal.FULL, "this node has as many connections as it may; connect to another");
        }
        return slot;
    }

    /** Answers and counts. */
    void refuse(HttpServletResponse response, Refusal refusal, @Nullable String detail) throws IOException {
        refuse(response, refusal, refusal.status(), detail);
    }

    /** Answers with a status that the refusal alone does not tell, and counts. */
    void refuse(HttpServletResponse response, Refusal refusal, int status, @Nullable String detail) throws IOException {
        metrics.count(LabelledCount.CONNECTIONS_REFUSED, refusal);
        if (refusal.retryAfter() > 0) {
            response.setHeader("Retry-After", Integer.toString(refusal.retryAfter()));
        }
        Problem.write(response, status, detail);
    }

    private boolean admitsRate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (limits.rate().allows(request.getRemoteAddr())) {
            return true;
        }
        refuse(response, Refusal.TOO_FAST, "too many handshakes from your address; connect more slowly");
        return false;
    }
}
