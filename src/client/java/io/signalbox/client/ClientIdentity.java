package io.signalbox.client;

import io.signalbox.protocol.Limits;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Who connects, checked as the hub checks it at the handshake. */
record ClientIdentity(
        String userId,
        @Nullable String userName,
        @Nullable String userType,
        String clientId,
        @Nullable String deviceId,
        @Nullable String appId,
        @Nullable String namespace) {

    ClientIdentity {
        if (userId.isBlank()) {
            throw invalid("userId is empty");
        }
        check("userId", userId);
        check("userName", userName);
        check("userType", userType);
        check("clientId", clientId);
        check("deviceId", deviceId);
        check("appId", appId);
        check("namespace", namespace);
    }

    static void checkGroups(Collection<String> groups) {
        if (groups.size() > Limits.MAX_GROUPS) {
            throw invalid(groups.size() + " groups, at most " + Limits.MAX_GROUPS);
        }
        for (String group : groups) {
            check("group", group);
        }
    }

    private static void check(String name, @Nullable String value) {
        if (value != null
                && (value.length() > Limits.MAX_ID_LENGTH || value.chars().anyMatch(Character::isISOControl))) {
            throw invalid(name + " may have " + Limits.MAX_ID_LENGTH + " characters and no control characters");
        }
    }

    private static SignalboxException invalid(String explanation) {
        return SignalboxException.of(ClientErrorCode.INVALID_OPTION, explanation, null);
    }
}
