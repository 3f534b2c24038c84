package io.signalbox.endpoint;

import io.signalbox.identity.AttributeReader;
import io.signalbox.identity.ConnectionTokens;
import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.identity.Identity;
import io.signalbox.identity.InvalidAttributeException;
import io.signalbox.identity.InvalidTokenException;
import io.signalbox.identity.TokenClaims;
import io.signalbox.identity.TokenMode;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeSettings;
import io.signalbox.transport.Header;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake must be to be let in: one set of rules for the connection itself and for a dry run (contract C04).
 * What costs nothing to check comes first. The room that the node has is the caller's to take, last of all. Safe from
 * any thread.
 */
final class HandshakeRules {
    static final Verdict.Refused FOREIGN_ORIGIN = Verdict.Refused.of(
            Refusal.FOREIGN_ORIGIN, "pages of this origin may not connect; see signalbox.hub.allowed-origins");

    /** RFC 6750 section 3. */
    private static final String CHALLENGE = "WWW-Authenticate";

    private static final Verdict.Refused NO_TOKEN = Verdict.Refused.of(
                    Refusal.TOKEN_MISSING, "this node asks for a connection token, and the handshake has none")
            .with(new Header(CHALLENGE, "Bearer"));

    private final NodeLife life;
    private final NodeSettings node;
    private final AdmissionLimits limits;
    private final AttributeReader reader;
    private final Predicate<Identity> loginRefused;

    /** @param loginRefused whether a connection of that identity would be refused because its user has enough of them */
    HandshakeRules(
            NodeLife life,
            NodeSettings node,
            AdmissionLimits limits,
            AttributeReader reader,
            Predicate<Identity> loginRefused) {
        this.life = life;
        this.node = node;
        this.limits = limits;
        this.reader = reader;
        this.loginRefused = loginRefused;
    }

    /**
     * Judges a handshake; a refusal for what it is counts against its address.
     *
     * @param kind what it would open
     */
    Verdict judge(HttpServletRequest request, Kind kind) {
        Verdict verdict = judgeUncounted(request, kind);
        String address = request.getRemoteAddr();
        if (verdict instanceof Verdict.Refused refused) {
            if (refused.countsAgainstAddress()) {
                limits.lock().refused(address);
            }
        } else if (verdict instanceof Verdict.Fit) {
            limits.lock().accepted(address);
        }
        return verdict;
    }

    private Verdict judgeUncounted(HttpServletRequest request, Kind kind) {
        Verdict.Refused refused = refusedByNode(request);
        if (refused == null && kind == Kind.WEBSOCKET) {
            refused = refusedByProtocol(request);
        }
        if (refused == null) {
            refused = refusedByOriginOrRate(request);
        }
        if (refused != null) {
            return refused;
        }
        // Whoever asks whether the node is well is nobody, so there is nothing to ask.
        return isHealthProbe(request) ? new Verdict.HealthProbe() : judgeBearer(request, kind);
    }

    private Verdict.@Nullable Refused refusedByNode(HttpServletRequest request) {
        if (!node.role().servesHub()) {
            return Verdict.Refused.of(Refusal.NO_HUB, "this node is a balancer; connect to /lb/ws");
        }
        if (!life.ready()) {
            return Verdict.Refused.of(Refusal.NOT_READY, "this node is " + life.state() + "; connect to another");
        }
        String address = request.getRemoteAddr();
        int locked = limits.lock().lockedFor(address);
        if (locked > 0) {
            return Verdict.Refused.of(Refusal.LOCKED, "too many refused handshakes from your address; come back later")
                    .after(locked);
        }
        return limits.access().allowsAddress(address)
                ? null
                : Verdict.Refused.of(Refusal.ADDRESS_NOT_ALLOWED, "your address may not connect to this node");
    }

    private static Verdict.@Nullable Refused refusedByProtocol(HttpServletRequest request) {
        OpeningHandshake.Fault fault = OpeningHandshake.faultOf(request);
        return fault == null
                ? null
                : new Verdict.Refused(Refusal.NO_WEBSOCKET, fault.status(), fault.detail(), 0, fault.headers());
    }

    private Verdict.@Nullable Refused refusedByOriginOrRate(HttpServletRequest request) {
        if (!fromAllowedOrigin(request)) {
            return FOREIGN_ORIGIN;
        }
        return limits.rate().allows(request.getRemoteAddr())
                ? null
                : Verdict.Refused.of(Refusal.TOO_FAST, "too many handshakes from your address; connect more slowly");
    }

    private Verdict judgeBearer(HttpServletRequest request, Kind kind) {
        ConnectionTokens tokens = limits.tokens();
        if (tokens.mode() == TokenMode.OFF) {
            return judgeAttributes(request, kind, null);
        }
        String token = reader.token(request::getParameter, request::getHeader);
        if (token == null) {
            return tokens.mode() == TokenMode.REQUIRED ? NO_TOKEN : judgeAttributes(request, kind, null);
        }
        TokenClaims bearer;
        try {
            bearer = tokens.verify(token);
        } catch (InvalidTokenException e) {
            return Verdict.Refused.of(Refusal.TOKEN_INVALID, String.valueOf(e.getMessage()))
                    .with(new Header(CHALLENGE, "Bearer error=\"invalid_token\""));
        }
        return judgeAttributes(request, kind, bearer);
    }

    /** @param bearer who the handshake's token says that it is; null without one */
    private Verdict judgeAttributes(HttpServletRequest request, Kind kind, @Nullable TokenClaims bearer) {
        HandshakeAttributes attributes;
        try {
            attributes = reader.read(request::getParameter, request::getHeader, bearer, request.getRemoteAddr());
        } catch (InvalidAttributeException e) {
            return Verdict.Refused.of(Refusal.BAD_ATTRIBUTE, String.valueOf(e.getMessage()));
        }
        String missing = RequiredAttribute.missing(limits.access().required(), attributes);
        if (!missing.isEmpty()) {
            return Verdict.Refused.of(
                    Refusal.BAD_ATTRIBUTE, "this node asks every handshake for what yours does not say: " + missing);
        }
        if (kind == Kind.STREAM && attributes.awaitsRegistration()) {
            return Verdict.Refused.of(Refusal.BAD_ATTRIBUTE, "user_id is missing; a stream has no frame to say it in");
        }
        if (!limits.access().allows(attributes.userType())) {
            return Verdict.Refused.of(
                    Refusal.USER_TYPE_NOT_ALLOWED,
                    "users of the type " + attributes.userType().wireName() + " may not connect to this node");
        }
        // Who names no user is counted when it registers. The count is exact then only: this spares most an upgrade.
        if (!attributes.awaitsRegistration() && loginRefused.test(attributes.identity())) {
            return Verdict.Refused.of(Refusal.LOGIN_LIMIT, "the user has as many connections as allowed");
        }
        return new Verdict.Fit(attributes);
    }

    private static boolean isHealthProbe(HttpServletRequest request) {
        return "true".equals(request.getParameter("health"));
    }

    /** Whether the request is no web page's, or that of a page that may connect. */
    boolean fromAllowedOrigin(HttpServletRequest request) {
        List<String> hosts = Stream.of("Host", "X-Forwarded-Host")
                .map(request::getHeader)
                .filter(Objects::nonNull)
                .toList();
        return limits.origins().allows(request.getHeader("Origin"), hosts);
    }

    /** What a request would open. */
    enum Kind {
        /** A connection, by an opening handshake. */
        WEBSOCKET,
        /** An event stream, whose user is named in the request. */
        STREAM,
        /** Nothing: it asks what would become of a handshake. */
        DRY_RUN
    }
}
