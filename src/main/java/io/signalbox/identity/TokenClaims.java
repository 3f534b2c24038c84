package io.signalbox.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection token says that its bearer is (contract 2.2.3). In the token they are {@code uid}, {@code utp},
 * {@code did}, {@code aid}, {@code tid} and {@code gid}; null and an empty list stand for a claim that is not there.
 *
 * @param userType as a client would write it
 */
public record TokenClaims(
        String userId,
        @Nullable String userType,
        @Nullable String deviceId,
        @Nullable String appId,
        @Nullable String namespace,
        List<String> groups) {
    public TokenClaims {
        groups = List.copyOf(groups);
    }

    /** A user of the default app and namespace, and nothing else. */
    public static TokenClaims of(String userId) {
        return new TokenClaims(userId, null, null, null, null, List.of());
    }

    /** Whether the token alone says this attribute of a handshake, also when it does not: nobody changes who it is. */
    static boolean decides(String parameter) {
        return switch (parameter) {
            case "user_id", "user_type", "app_id", "namespace" -> true;
            default -> false;
        };
    }

    /** What the token says of an attribute of a handshake; null: nothing. */
    @Nullable
    String value(String parameter) {
        return switch (parameter) {
            case "user_id" -> userId;
            case "user_type" -> userType;
            case "device_id" -> deviceId;
            case "app_id" -> appId;
            case "namespace" -> namespace;
            case "group_id" -> groups.isEmpty() ? null : String.join(",", groups);
            default -> null;
        };
    }
}
