package io.signalbox.testing;

import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import java.util.List;

/** Identities for tests. */
public final class Users {
    /** The tenant of those who name none. */
    public static final Tenant TENANT = new Tenant(Tenant.DEFAULT_APP, Tenant.DEFAULT_NAMESPACE);

    private Users() {}

    /** A user of the default tenant. */
    public static UserKey user(String id) {
        return new UserKey(TENANT, id);
    }

    /** A connection of a user of the default tenant. */
    public static Identity identity(String userId, String clientId, String... groups) {
        return identity(user(userId), clientId, groups);
    }

    /** A connection of a user. */
    public static Identity identity(UserKey user, String clientId, String... groups) {
        return Identity.visitor(user, clientId, List.of(groups));
    }
}
