package io.signalbox.hub;

import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import java.util.List;

/**
 * What somebody watches: an app, a namespace of it, or a group. The app is always part of it (hazard H66).
 *
 * @param namespace empty: every namespace of the app
 * @param groupId empty: everything there; else only what is sent to that group
 */
public record ObserverScope(String appId, String namespace, String groupId) {
    /** A whole app. */
    static ObserverScope app(String appId) {
        return new ObserverScope(appId, "", "");
    }

    /** A namespace. */
    static ObserverScope namespace(Tenant tenant) {
        return new ObserverScope(tenant.appId(), tenant.namespace(), "");
    }

    /** What a connection watches: the groups that it named, all of them, and nothing else; without any, its namespace. */
    static List<ObserverScope> of(Identity identity) {
        Tenant tenant = identity.user().tenant();
        return identity.groups().isEmpty()
                ? List.of(namespace(tenant))
                : identity.groups().stream()
                        .distinct()
                        .map(group -> new ObserverScope(tenant.appId(), tenant.namespace(), group))
                        .toList();
    }
}
