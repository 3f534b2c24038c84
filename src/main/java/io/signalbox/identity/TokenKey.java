package io.signalbox.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the tokens of one app are checked with. */
final class TokenKey {
    /** The algorithms, and how many bytes their keys must have (RFC 7518 section 3.2). */
    private static final Map<String, Integer> KEY_BYTES = new TreeMap<>(Map.of("HS256", 32, "HS384", 48, "HS512", 64));

    private final JWSAlgorithm algorithm;
    private final byte[] secret;
    private final @Nullable String issuer;
    private final @Nullable String audience;

    /**
     * @param algorithm {@code HS256}, {@code HS384} or {@code HS512}
     * @param issuer the only one that is accepted; blank: any
     * @param audience one that the token must name; blank: none
     * @throws IllegalArgumentException with what is wrong, without the key
     */
    TokenKey(String algorithm, String secret, String issuer, String audience) {
        Integer least = KEY_BYTES.get(algorithm);
        if (least == null) {
            throw new IllegalArgumentException("the algorithm must be one of " + List.copyOf(KEY_BYTES.keySet()));
        }
        this.algorithm = JWSAlgorithm.parse(algorithm);
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        if (this.secret.length < least) {
            throw new IllegalArgumentException("a key for " + algorithm + " must have at least " + least + " bytes");
        }
        this.issuer = issuer.isBlank() ? null : issuer.strip();
        this.audience = audience.isBlank() ? null : audience.strip();
    }

    JWSAlgorithm algorithm() {
        return algorithm;
    }

    /** The key itself; not changed by whoever gets it. */
    byte[] secret() {
        return secret.clone();
    }

    @Nullable
    String issuer() {
        return issuer;
    }

    @Nullable
    String audience() {
        return audience;
    }

    /** Whether a token of the one could pass for a token of the other. */
    boolean sameAs(TokenKey other) {
        return Arrays.equals(secret, other.secret)
                && algorithm.equals(other.algorithm)
                && Objects.equals(issuer, other.issuer);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return algorithm + " key of " + issuer;
    }
}
