package io.signalbox.identity;

import io.signalbox.config.SettingsReader;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which connection tokens are accepted (contract C06, C07, C09).
 *
 * @param mode whether who connects brings a signed token that says who it is: {@code off}, tokens are not looked at;
 *     {@code optional}, who has none is who it says; {@code required}, who has none is answered 401. A bad token is
 *     answered 401 in both
 * @param key what tokens are signed with, as long as the algorithm's hash or longer; for every app that has no key of
 *     its own
 * @param algorithm how they are signed: {@code HS256}, {@code HS384} or {@code HS512}
 * @param issuer the only {@code iss} that is accepted; empty: any
 * @param audience what {@code aud} must name; empty: nothing
 * @param keysFile a file of properties with the keys of more apps: {@code <app>.key}, and where they differ {@code
 *     <app>.algorithm}, {@code <app>.issuer} and {@code <app>.audience}
 * @param lifetime how long a token is good that this node issues
 */
public record TokenSettings(
        TokenMode mode,
        String key,
        String algorithm,
        String issuer,
        String audience,
        Map<String, TokenKey> keysFile,
        Duration lifetime) {
    static final String DEFAULT_ALGORITHM = "HS256";

    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /** Tokens are not looked at. */
    public static final TokenSettings OFF =
            new TokenSettings(TokenMode.OFF, "", DEFAULT_ALGORITHM, "", "", Map.of(), LIFETIME);

    public TokenSettings {
        keysFile = Map.copyOf(keysFile);
    }

    /** Reads and validates; problems are collected in {@code settings}, and never hold a key. */
    public static TokenSettings from(SettingsReader settings) {
        TokenSettings read = new TokenSettings(
                settings.choice("signalbox.token.mode", TokenMode.OFF),
                settings.string("signalbox.token.key", ""),
                settings.string("signalbox.token.algorithm", DEFAULT_ALGORITHM),
                settings.string("signalbox.token.issuer", ""),
                settings.string("signalbox.token.audience", ""),
                settings.parsed("signalbox.token.keys-file", Map.of(), TokenKeysFile::read),
                settings.duration("signalbox.token.lifetime", LIFETIME, Duration.ofSeconds(1), Duration.ofHours(24)));
        if (read.mode() != TokenMode.OFF && read.key().isEmpty()) {
            settings.problem("signalbox.token.mode is set, but signalbox.token.key is not: it serves every app that has"
                    + " no key of its own in signalbox.token.keys-file");
            return OFF;
        }
        try {
            read.keys();
        } catch (IllegalArgumentException e) {
            settings.problem(String.valueOf(e.getMessage()));
            return OFF;
        }
        return read;
    }

    /**
     * By app id; that of {@link Tenant#DEFAULT_APP} serves every app that has none of its own.
     *
     * @throws IllegalArgumentException with the setting and what is wrong, without a key
     */
    Map<String, TokenKey> keys() {
        Map<String, TokenKey> keys = new TreeMap<>(keysFile);
        if (!key.isEmpty()) {
            try {
                keys.put(Tenant.DEFAULT_APP, new TokenKey(algorithm, key, issuer, audience));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("signalbox.token.key: " + e.getMessage(), e);
            }
        }
        keys.forEach((app, own) -> keys.forEach((other, others) -> {
            if (app.compareTo(other) < 0 && own.sameAs(others)) {
                throw new IllegalArgumentException("signalbox.token.keys-file: the apps '" + app + "' and '" + other
                        + "' have the same key and issuer, so that a token of one would do for the other");
            }
        }));
        return Map.copyOf(keys);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "TokenSettings[" + mode + ", " + keysFile.keySet() + "]";
    }
}
