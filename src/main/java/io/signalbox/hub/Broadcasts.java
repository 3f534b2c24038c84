package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.session.ClientSession;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands what the application says to many to the connections of this node, and once to each other node, which hands it
 * to its own. Nothing is stored.
 */
final class Broadcasts {
    private final LocalDelivery local;
    private final GroupStore groups;
    private final Directory directory;
    private final NodeLinks links;

    Broadcasts(LocalDelivery local, HubPorts ports) {
        this.local = local;
        this.groups = ports.groups();
        this.directory = ports.directory();
        this.links = ports.links();
    }

    LocalDelivery.Reach to(Audience audience, Parcel parcel) {
        LocalDelivery.Reach reach = local.to(audience.matcher(), parcel.outgoing());
        if (!directory.onlyHere()) {
            links.toOthers(link(audience, parcel));
        }
        return reach;
    }

    /** On this node only: a predicate is code, and does not travel. */
    LocalDelivery.Reach here(Predicate<ClientSession> predicate, Parcel parcel) {
        return local.to(predicate, parcel.outgoing());
    }

    /** @param except a member who gets no copy */
    LocalDelivery.Reach toGroups(Tenant tenant, List<String> to, @Nullable String except, Parcel parcel) {
        LocalDelivery.Reach reach = local.toMembers(tenant, to, parcel.outgoing(), except);
        elsewhere(tenant, to, except, parcel);
        return reach;
    }

    /** To the members' connections on other nodes. */
    void elsewhere(Tenant tenant, List<String> to, @Nullable String except, Parcel parcel) {
        if (!directory.onlyHere()) {
            links.toOthers(new LinkMessage.ToGroups(tenant, to, except, parcel.json()));
        }
    }

    /** The members that this node knows. */
    Collection<UserKey> members(Tenant tenant, List<String> of) {
        return groups.members(tenant, of);
    }

    private static LinkMessage link(Audience audience, Parcel parcel) {
        if (!audience.isPlain()) {
            return new LinkMessage.ToAudience(audience, parcel.json());
        }
        String namespace = audience.namespace();
        return namespace == null
                ? new LinkMessage.ToApp(audience.appId(), parcel.json())
                : new LinkMessage.ToNamespace(new Tenant(audience.appId(), namespace), parcel.json());
    }
}
