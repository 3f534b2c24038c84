package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.Stamp;

/**
 * Whom a message of the application comes from: itself, or a user for whom it speaks. The hub stamps it.
 *
 * @param user the sender
 * @param name the name to show
 * @param type the sender type
 */
public record Origin(UserKey user, String name, UserType type) {
    /** Sender of what the application says for itself. No client is of the type of that name. */
    public static final String SYSTEM = UserType.SYSTEM.wireName();

    /** The application itself; it reaches every app and namespace. @param tenant where it is when nothing else says so */
    public static Origin application(Tenant tenant) {
        return new Origin(new UserKey(tenant, SYSTEM), SYSTEM, UserType.SYSTEM);
    }

    /** A user, who reaches what a client of that user reaches: the own namespace, and by broadcast the own app. @throws IllegalArgumentException for a type that no user has */
    public static Origin user(UserKey user, String name, UserType type) {
        if (!type.claimable()) {
            throw new IllegalArgumentException("no user is of type " + type.wireName());
        }
        return new Origin(user, name, type);
    }

    /** Whether it is the application itself. */
    public boolean isApplication() {
        return type == UserType.SYSTEM;
    }

    /** @throws IllegalArgumentException when it may not send there (contract M26) */
    void checkReaches(Tenant tenant) {
        if (!isApplication() && !user.tenant().equals(tenant)) {
            throw new IllegalArgumentException(user + " reaches its own namespace, not " + tenant);
        }
    }

    /** @throws IllegalArgumentException when it may not send there (contract M26) */
    void checkReaches(String appId) {
        if (!isApplication() && !user.tenant().appId().equals(appId)) {
            throw new IllegalArgumentException(user + " reaches its own app, not " + appId);
        }
    }

    Stamp stamp(Tenant tenant) {
        return new Stamp(
                new Stamp.Origin(user.userId(), name, type.wireName(), null, tenant.appId(), tenant.namespace()));
    }
}
