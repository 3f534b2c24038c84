package io.signalbox.hub;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.Department;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Profile;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserRole;
import io.signalbox.identity.UserType;
import io.signalbox.session.ClientSession;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Some of the connections of an app, on all nodes (contract M12-M17): those that satisfy every filter that is set. It
 * is data, so that each node can apply it to its own connections. A set that is empty does not filter.
 *
 * @param appId the app; nobody of another one is ever met
 * @param namespace only this namespace; null: all of the app
 * @param userTypes types of user
 * @param roles roles; who has none is not met
 * @param departments departments; who has none is not met
 * @param clientTypes what the connection comes from
 * @param minVip lowest VIP level, 0 to 8
 * @param maxVip highest VIP level, 0 to 8
 * @param except users who get nothing
 */
public record Audience(
        String appId,
        @Nullable String namespace,
        Set<UserType> userTypes,
        Set<UserRole> roles,
        Set<Department> departments,
        Set<ClientType> clientTypes,
        int minVip,
        int maxVip,
        Set<UserKey> except) {

    /** @throws IllegalArgumentException when the levels are no range within 0 to 8 */
    public Audience {
        if (minVip < 0 || minVip > maxVip || maxVip > Profile.MAX_VIP_LEVEL) {
            throw new IllegalArgumentException(
                    "vip levels " + minVip + ".." + maxVip + " are no range in 0.." + Profile.MAX_VIP_LEVEL);
        }
        userTypes = Set.copyOf(userTypes);
        roles = Set.copyOf(roles);
        departments = Set.copyOf(departments);
        clientTypes = Set.copyOf(clientTypes);
        except = Set.copyOf(except);
    }

    /** Every connection of an app, in any namespace. */
    public static Audience app(String appId) {
        return of(appId, null);
    }

    /** Every connection of a namespace; when its name is empty, of all namespaces of the app. */
    public static Audience namespace(Tenant tenant) {
        return of(tenant.appId(), tenant.namespace().isEmpty() ? null : tenant.namespace());
    }

    private static Audience of(String appId, @Nullable String namespace) {
        return new Audience(
                appId, namespace, Set.of(), Set.of(), Set.of(), Set.of(), 0, Profile.MAX_VIP_LEVEL, Set.of());
    }

    public Audience ofTypes(UserType... types) {
        return new Audience(appId, namespace, Set.of(types), roles, departments, clientTypes, minVip, maxVip, except);
    }

    public Audience inRoles(UserRole... wanted) {
        return new Audience(
                appId, namespace, userTypes, Set.of(wanted), departments, clientTypes, minVip, maxVip, except);
    }

    public Audience inDepartments(Department... wanted) {
        return new Audience(appId, namespace, userTypes, roles, Set.of(wanted), clientTypes, minVip, maxVip, except);
    }

    public Audience on(ClientType... types) {
        return new Audience(appId, namespace, userTypes, roles, departments, Set.of(types), minVip, maxVip, except);
    }

    /** Those of at least that level. */
    public Audience vipAtLeast(int level) {
        return vip(level, Profile.MAX_VIP_LEVEL);
    }

    /** Those of exactly that level. */
    public Audience vipExactly(int level) {
        return vip(level, level);
    }

    /** Those between two levels, both included. */
    public Audience vip(int lowest, int highest) {
        return new Audience(appId, namespace, userTypes, roles, departments, clientTypes, lowest, highest, except);
    }

    /** Without these users, with all their connections. */
    public Audience without(Set<UserKey> users) {
        return new Audience(appId, namespace, userTypes, roles, departments, clientTypes, minVip, maxVip, users);
    }

    /** Whether it asks for nothing but app and namespace. */
    boolean isPlain() {
        return equals(of(appId, namespace));
    }

    /** Whether a connection belongs to it. It asks for nothing that is not filtered by, so a plain one costs as little. */
    Predicate<ClientSession> matcher() {
        Predicate<ClientSession> tenant = this::isTenantOf;
        return isPlain() ? tenant : tenant.and(this::passes);
    }

    private boolean isTenantOf(ClientSession session) {
        return session.appId().equals(appId)
                && (namespace == null
                        || session.identity().user().tenant().namespace().equals(namespace));
    }

    private boolean passes(ClientSession session) {
        Identity identity = session.identity();
        Profile profile = session.profile();
        return in(userTypes, identity.userType())
                && in(clientTypes, identity.clientType())
                && in(roles, profile.role())
                && in(departments, profile.department())
                && profile.vipLevel() >= minVip
                && profile.vipLevel() <= maxVip
                && !except.contains(identity.user());
    }

    private static <T> boolean in(Set<T> wanted, @Nullable T value) {
        return wanted.isEmpty() || value != null && wanted.contains(value);
    }
}
