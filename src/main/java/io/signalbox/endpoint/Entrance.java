package io.signalbox.endpoint;

import io.signalbox.endpoint.HandshakeRules.Kind;
import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where everybody who connects to the hub comes in, whatever carries the connection: what the {@link HandshakeRules}
 * refuse is answered with a status that says why (hazard H55), and counted. A slot of the node is taken last, by one who
 * is refused for nothing else. Safe from any thread.
 */
final class Entrance {
    private static final Verdict.Refused FULL =
            Verdict.Refused.of(Refusal.FULL, "this node has as many connections as it may; connect to another");

    private static final byte[] WELL = "{\"status\":\"ok\"}".getBytes(StandardCharsets.US_ASCII);

    private final HandshakeRules rules;
    private final AdmissionLimits limits;
    private final Metrics metrics;

    Entrance(HandshakeRules rules, AdmissionLimits limits, Metrics metrics) {
        this.rules = rules;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** What becomes of a WebSocket handshake. What is refused still has to be answered. */
    Verdict judgeHandshake(HttpServletRequest request) {
        return rules.judge(request, Kind.WEBSOCKET);
    }

    /** The same of a request that only asks: it takes no room, but is told when there is none. */
    Verdict judgeDryRun(HttpServletRequest request) {
        Verdict verdict = rules.judge(request, Kind.DRY_RUN);
        return verdict instanceof Verdict.Fit && !limits.slots().hasRoom() ? FULL : verdict;
    }

    /** Whether the request is no web page's, or that of a page that may connect. */
    boolean fromAllowedOrigin(HttpServletRequest request) {
        return rules.fromAllowedOrigin(request);
    }

    /** The same for a request that opens nothing. One that may not come has been answered. */
    boolean admitsOrigin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (fromAllowedOrigin(request)) {
            return true;
        }
        refuse(response, HandshakeRules.FOREIGN_ORIGIN);
        return false;
    }

    /** Who connects with a stream; null when the request has been answered, with a refusal or otherwise. */
    @Nullable
    HandshakeAttributes admitted(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Verdict verdict = rules.judge(request, Kind.STREAM);
        if (verdict instanceof Verdict.Refused refused) {
            refuse(response, refused);
        } else if (verdict instanceof Verdict.Fit fit) {
            return fit.attributes();
        } else {
            response.setContentType("application/json");
            response.setHeader("Cache-Control", "no-store");
            response.getOutputStream().write(WELL);
        }
        return null;
    }

    /** Room for one connection, the caller's to give back; null when that was refused. */
    ConnectionSlots.@Nullable Slot slot(HttpServletResponse response) throws IOException {
        ConnectionSlots.Slot slot = limits.slots().take();
        if (slot == null) {
            refuse(response, FULL);
        }
        return slot;
    }

    /** Answers and counts. */
    void refuse(HttpServletResponse response, Verdict.Refused refused) throws IOException {
        metrics.count(LabelledCount.CONNECTIONS_REFUSED, refused.refusal());
        refused.headers().forEach(header -> response.setHeader(header.name(), header.value()));
        if (refused.retryAfter() > 0) {
            response.setHeader("Retry-After", Integer.toString(refused.retryAfter()));
        }
        Problem.write(response, refused.status(), refused.detail());
    }
}
