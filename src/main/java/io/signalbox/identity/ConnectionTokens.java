package io.signalbox.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connection tokens: JSON Web Tokens (RFC 7519) with an HMAC over them, made by the application's own backend or here,
 * and good for one app each (contract 2.2.3). Which key is asked is told by the app that the token names; whether that is
 * true, the key then says. Safe from any thread.
 */
public final class ConnectionTokens {
    /** Clocks of two machines may differ so much. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    /** A longer one is no connection token. */
    private static final int LONGEST = 8192;

    private final TokenMode mode;
    private final Map<String, TokenKey> keys;
    private final Duration lifetime;
    private final Clock clock;

    public ConnectionTokens(TokenSettings settings, Clock clock) {
        this.mode = settings.mode();
        this.keys = settings.keys();
        this.lifetime = settings.lifetime();
        this.clock = clock;
    }

    public TokenMode mode() {
        return mode;
    }

    /**
     * Who the token says that its bearer is.
     *
     * @throws InvalidTokenException when it is not accepted
     */
    public TokenClaims verify(String token) {
        try {
            if (token.length() > LONGEST) {
                throw new InvalidTokenException(TokenFault.MALFORMED);
            }
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (claims == null) {
                throw new InvalidTokenException(TokenFault.MALFORMED);
            }
            TokenKey key = keyOf(claims.getStringClaim("aid"));
            if (!key.algorithm().equals(jwt.getHeader().getAlgorithm())) {
                throw new InvalidTokenException(TokenFault.ALGORITHM);
            }
            if (!jwt.verify(new MACVerifier(key.secret()))) {
                throw new InvalidTokenException(TokenFault.SIGNATURE);
            }
            check(claims, jwt.getPayload().toJSONObject(), key);
            return claims(claims);
        } catch (ParseException | JOSEException e) {
            throw new InvalidTokenException(TokenFault.MALFORMED);
        }
    }

    /**
     * A token for that bearer, good from now for the lifetime that is set.
     *
     * @throws IllegalStateException when this node has no key for the app
     */
    public String issue(TokenClaims bearer) {
        TokenKey key = keyOf(bearer.appId());
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .claim("uid", bearer.userId())
                .claim("utp", bearer.userType())
                .claim("did", bearer.deviceId())
                .claim("aid", bearer.appId())
                .claim("tid", bearer.namespace())
                .claim("gid", bearer.groups().isEmpty() ? null : String.join(",", bearer.groups()))
                .issuer(key.issuer())
                .audience(key.audience())
                .claim("iat", now.getEpochSecond())
                .claim("exp", now.plus(lifetime).getEpochSecond())
                .build();
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(key.algorithm()), claims);
            jwt.sign(new MACSigner(key.secret()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
    }

    private TokenKey keyOf(@Nullable String appId) {
        TokenKey own = appId == null || appId.isBlank() ? null : keys.get(appId);
        TokenKey key = own == null ? keys.get(Tenant.DEFAULT_APP) : own;
        if (key == null) {
            throw new IllegalStateException("no key for connection tokens: signalbox.token.key is not set");
        }
        return key;
    }

    private void check(JWTClaimsSet claims, Map<String, Object> payload, TokenKey key) {
        long now = clock.instant().getEpochSecond();
        // Numbers of seconds (RFC 7519 section 2); the library has checked that they are numbers.
        boolean ended = !(payload.get("exp") instanceof Number end) || now >= end.longValue() + LEEWAY.toSeconds();
        boolean early = payload.get("nbf") instanceof Number begin && now + LEEWAY.toSeconds() < begin.longValue();
        if (ended || early) {
            throw new InvalidTokenException(TokenFault.TIME);
        }
        if (key.issuer() != null && !key.issuer().equals(claims.getIssuer())) {
            throw new InvalidTokenException(TokenFault.ISSUER);
        }
        if (key.audience() != null && !claims.getAudience().contains(key.audience())) {
            throw new InvalidTokenException(TokenFault.AUDIENCE);
        }
    }

    private static TokenClaims claims(JWTClaimsSet claims) throws ParseException {
        String userId = claims.getStringClaim("uid");
        if (userId == null || userId.isBlank()) {
            throw new InvalidTokenException(TokenFault.NO_USER);
        }
        String groups = claims.getStringClaim("gid");
        return new TokenClaims(
                userId,
                claims.getStringClaim("utp"),
                claims.getStringClaim("did"),
                claims.getStringClaim("aid"),
                claims.getStringClaim("tid"),
                groups == null ? List.of() : List.of(groups));
    }
}
