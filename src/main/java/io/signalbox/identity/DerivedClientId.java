package io.signalbox.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * The client id of a device that names none: always the same within a time window, so that a device that comes back
 * soon replaces its own half-dead connection instead of standing beside it (contract C02). It tells nothing secret and
 * proves nothing.
 */
final class DerivedClientId {
    /** The windows begin at 1970, for every device at the same time. */
    static final Duration WINDOW = Duration.ofMinutes(5);
    /** 72 bits, which are twelve characters of Base64 for URLs. */
    private static final int BYTES = 9;

    private DerivedClientId() {}

    /** Twelve characters; other ones for another user type of the same user and device (hazard H50). */
    static String of(UserKey user, String deviceId, UserType type, Instant now) {
        long window = Math.floorDiv(now.toEpochMilli(), WINDOW.toMillis());
        // No attribute has control characters, so none can be mistaken for two.
        String named = String.join(
                "\n",
                user.tenant().appId(),
                user.tenant().namespace(),
                user.userId(),
                deviceId,
                type.wireName(),
                Long.toString(window));
        byte[] hash = sha256().digest(named.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
