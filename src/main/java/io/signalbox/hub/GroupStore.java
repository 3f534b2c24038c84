package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which groups there are and who is in them (contract 2.21). A group belongs to one tenant. It comes to be by {@link
 * #create}, or because somebody joins it; the latter kind ends with its last member. Membership outlives connections.
 *
 * <p>Safe from any thread. Reads never wait, and what they return never changes. A change is all or nothing, also for
 * readers: who reads several groups or users in one call sees none or all of it. Changes may wait for a database or
 * other nodes, so they are not for an event loop, except {@link #join} and {@link #remove}, which the coming and going
 * of connections calls.
 */
public interface GroupStore {
    /**
     * Creates a group. An owner is its first member.
     *
     * @return refused with {@code GROUP_INVALID}, {@code GROUP_RESERVED}, {@code GROUP_EXISTS}, {@code
     *     TOO_MANY_GROUPS} when the owner is in, or owns, as many as a user may, or {@code GROUPS_EXHAUSTED}
     */
    GroupOutcome create(Tenant tenant, String group, GroupProfile profile);

    /** Ends a group and takes everybody out. @return refused with {@code GROUP_NOT_FOUND} */
    GroupOutcome disband(Tenant tenant, String group);

    /**
     * A user joins groups by itself. Idempotent. A group that is not there is made, one that is there keeps its profile.
     *
     * @return refused with {@code GROUP_CLOSED} unless it is the owner's, {@code GROUP_FULL}, {@code TOO_MANY_GROUPS}
     *     when the user would be in more than {@link io.signalbox.protocol.Limits#MAX_GROUPS}, or {@code
     *     GROUPS_EXHAUSTED}
     */
    GroupOutcome join(UserKey user, Collection<String> groups);

    /** The same for users who are added by somebody who may: a group need not be open. */
    GroupOutcome add(Tenant tenant, String group, Collection<String> userIds);

    /** Takes users out of groups. Idempotent; never refused. */
    GroupOutcome.Done remove(Tenant tenant, Collection<String> groups, Collection<String> userIds);

    /**
     * Takes a user from one group to another. In no single read the user is in none or in both, unless it was in both
     * before; then it leaves {@code from}.
     *
     * @return refused with {@code GROUP_NOT_MEMBER}, {@code GROUP_FULL} or {@code GROUPS_EXHAUSTED}
     */
    GroupOutcome move(UserKey user, String from, String to);

    /** What was said of a group; empty when there is none. */
    Optional<GroupProfile> profile(Tenant tenant, String group);

    /** User ids of members in their order, at most {@code limit}, behind {@code after}, which is "" at first. */
    List<String> members(Tenant tenant, String group, String after, int limit);

    /** Members of at least one of the groups, each once. */
    Collection<UserKey> members(Tenant tenant, Collection<String> groups);

    /** Members of at least one group of the tenant, each once; those of connections (agents, observers) do not count. */
    Collection<UserKey> membersOfAll(Tenant tenant);

    /** Number of members, 0 when there is no such group. */
    int count(Tenant tenant, String group);

    /** Groups of a user. */
    Set<String> groupsOf(UserKey user);

    /** Whether the user is in the group. */
    boolean isMember(UserKey user, String group);

    /** Ids of a tenant's groups in their order, at most {@code limit}, behind {@code after}, which is "" at first. */
    List<String> groups(Tenant tenant, String after, int limit);

    /** The namespaces of an app that have a group. */
    Set<String> namespaces(String appId);
}
