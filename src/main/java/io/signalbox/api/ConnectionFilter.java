package io.signalbox.api;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Identity;
import io.signalbox.identity.UserType;
import io.signalbox.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are asked for. What is null does not matter.
 *
 * @param appId of the users
 * @param namespace of the users, within the app
 */
public record ConnectionFilter(
        String appId,
        @Nullable String namespace,
        @Nullable String userId,
        @Nullable UserType userType,
        @Nullable ClientType clientType,
        @Nullable ConnectionType connectionType) {
    /** Every connection of an app. */
    public static ConnectionFilter app(String appId) {
        return new ConnectionFilter(appId, null, null, null, null, null);
    }

    boolean matches(ClientSession session) {
        Identity identity = session.identity();
        return appId.equals(identity.user().tenant().appId())
                && isAsked(namespace, identity.user().tenant().namespace())
                && isAsked(userId, identity.user().userId())
                && isAsked(userType, identity.userType())
                && isAsked(clientType, identity.clientType())
                && isAsked(connectionType, identity.connectionType());
    }

    private static boolean isAsked(@Nullable Object asked, Object present) {
        return asked == null || asked.equals(present);
    }
}
