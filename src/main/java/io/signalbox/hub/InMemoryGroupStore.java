package io.signalbox.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Groups of this node, in memory: they end with the process. Changes, and reads of several groups, hold one lock for a
 * moment; reads of one group or user hold none. The members of a group are copied when they are first asked for after a
 * change, and shared by all who ask.
 */
public final class InMemoryGroupStore implements GroupStore {
    private final GroupSettings bounds;
    private final ConcurrentMap<GroupKey, StoredGroup> groups = new ConcurrentHashMap<>();
    private final ConcurrentMap<UserKey, Set<String>> groupsOf = new ConcurrentHashMap<>();

    @GuardedBy("this")
    private final Map<Tenant, NavigableSet<String>> names = new HashMap<>();
    /** How many groups a user owns. */
    @GuardedBy("this")
    private final Map<UserKey, Integer> owned = new HashMap<>();
    /** Of all groups but those of connections. */
    @GuardedBy("this")
    private int memberships;

    public InMemoryGroupStore(GroupSettings bounds) {
        this.bounds = bounds;
    }

    /** With the bounds that hold when nothing is set. */
    public InMemoryGroupStore() {
        this(GroupSettings.DEFAULTS);
    }

    @Override
    public synchronized GroupOutcome create(Tenant tenant, String group, GroupProfile profile) {
        GroupOutcome.Refused refusal = GroupNames.refusal(group);
        if (refusal != null) {
            return refusal;
        }
        GroupKey key = new GroupKey(tenant, group);
        if (groups.containsKey(key)) {
            return GroupOutcome.refused(ErrorCode.GROUP_EXISTS, group);
        }
        UserKey owner = profile.owner() == null ? null : new UserKey(tenant, profile.owner());
        if (owner == null) {
            if (groups.size() >= bounds.max()) {
                return GroupOutcome.refused(ErrorCode.GROUPS_EXHAUSTED, group);
            }
            put(key, new StoredGroup(profile, true));
            return GroupOutcome.NOTHING_CHANGED;
        }
        if (owned.getOrDefault(owner, 0) >= Limits.MAX_GROUPS) {
            return tooMany("own", owner);
        }
        List<GroupMember> first = List.of(new GroupMember(owner, group));
        GroupOutcome.Refused tooMany = refusal(first, any -> true);
        if (tooMany != null) {
            return tooMany;
        }
        put(key, new StoredGroup(profile, true));
        owned.merge(owner, 1, Integer::sum);
        return joined(first);
    }

    @Override
    public synchronized GroupOutcome disband(Tenant tenant, String group) {
        GroupKey key = new GroupKey(tenant, group);
        StoredGroup ended = groups.get(key);
        if (ended == null) {
            return GroupOutcome.refused(ErrorCode.GROUP_NOT_FOUND, group);
        }
        List<GroupMember> left = new ArrayList<>();
        for (UserKey user : List.copyOf(ended.members.values())) {
            take(key, ended, user);
            without(user, List.of(group));
            left.add(new GroupMember(user, group));
        }
        if (groups.containsKey(key)) {
            drop(key, ended);
        }
        return new GroupOutcome.Done(List.of(), left);
    }

    @Override
    public synchronized GroupOutcome join(UserKey user, Collection<String> joined) {
        Set<String> mine = groupsOf(user);
        List<GroupMember> fresh = joined.stream()
                .filter(group -> !mine.contains(group))
                .distinct()
                .map(group -> new GroupMember(user, group))
                .toList();
        GroupOutcome.Refused refusal = refusal(fresh, group -> group.opensTo(user));
        return refusal == null ? joined(fresh) : refusal;
    }

    @Override
    public synchronized GroupOutcome add(Tenant tenant, String group, Collection<String> userIds) {
        List<GroupMember> fresh = userIds.stream()
                .distinct()
                .map(id -> new GroupMember(new UserKey(tenant, id), group))
                .filter(member -> !isMember(member.user(), group))
                .toList();
        GroupOutcome.Refused refusal = refusal(fresh, any -> true);
        return refusal == null ? joined(fresh) : refusal;
    }

    @Override
    public synchronized GroupOutcome.Done remove(
            Tenant tenant, Collection<String> fromGroups, Collection<String> userIds) {
        List<GroupMember> left = new ArrayList<>();
        for (String userId : userIds) {
            UserKey user = new UserKey(tenant, userId);
            for (String name : fromGroups) {
                GroupKey key = new GroupKey(tenant, name);
                StoredGroup group = groups.get(key);
                if (group != null && take(key, group, user)) {
                    left.add(new GroupMember(user, name));
                }
            }
            without(user, fromGroups);
        }
        return new GroupOutcome.Done(List.of(), left);
    }

    @Override
    public synchronized GroupOutcome move(UserKey user, String from, String to) {
        GroupKey fromKey = new GroupKey(user.tenant(), from);
        StoredGroup left = groups.get(fromKey);
        if (left == null || !left.has(user)) {
            return GroupOutcome.refused(ErrorCode.GROUP_NOT_MEMBER, from);
        }
        if (from.equals(to)) {
            return GroupOutcome.NOTHING_CHANGED;
        }
        GroupKey toKey = new GroupKey(user.tenant(), to);
        StoredGroup joined = groups.get(toKey);
        boolean fresh = joined == null || !joined.has(user);
        if (fresh && joined != null && joined.members.size() >= limit(to, joined)) {
            return GroupOutcome.refused(ErrorCode.GROUP_FULL, to);
        }
        boolean frees = !left.lasting && left.members.size() == 1;
        if (joined == null && !frees && groups.size() >= bounds.max()) {
            return GroupOutcome.refused(ErrorCode.GROUPS_EXHAUSTED, to);
        }
        take(fromKey, left, user);
        Set<String> mine = new HashSet<>(groupsOf(user));
        mine.remove(from);
        mine.add(to);
        if (fresh) {
            give(toKey, user);
        }
        groupsOf.put(user, Set.copyOf(mine));
        return new GroupOutcome.Done(
                fresh ? List.of(new GroupMember(user, to)) : List.of(), List.of(new GroupMember(user, from)));
    }

    @Override
    public Optional<GroupProfile> profile(Tenant tenant, String group) {
        return Optional.ofNullable(groups.get(new GroupKey(tenant, group))).map(found -> found.profile);
    }

    @Override
    public synchronized List<String> members(Tenant tenant, String group, String after, int limit) {
        StoredGroup found = groups.get(new GroupKey(tenant, group));
        return found == null
                ? List.of()
                : found.members.tailMap(after, false).keySet().stream()
                        .limit(limit)
                        .toList();
    }

    @Override
    public Collection<UserKey> members(Tenant tenant, Collection<String> wanted) {
        if (wanted.size() == 1) {
            StoredGroup group =
                    groups.get(new GroupKey(tenant, wanted.iterator().next()));
            return group == null ? List.of() : copyOf(group);
        }
        return union(tenant, wanted);
    }

    @Override
    public Collection<UserKey> membersOfAll(Tenant tenant) {
        return union(tenant, null);
    }

    @Override
    public synchronized int count(Tenant tenant, String group) {
        StoredGroup found = groups.get(new GroupKey(tenant, group));
        return found == null ? 0 : found.members.size();
    }

    @Override
    public Set<String> groupsOf(UserKey user) {
        return groupsOf.getOrDefault(user, Set.of());
    }

    @Override
    public boolean isMember(UserKey user, String group) {
        return groupsOf(user).contains(group);
    }

    @Override
    public synchronized List<String> groups(Tenant tenant, String after, int limit) {
        return names.getOrDefault(tenant, new TreeSet<>()).tailSet(after, false).stream()
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Set<String> namespaces(String appId) {
        return names.keySet().stream()
                .filter(tenant -> tenant.appId().equals(appId))
                .map(Tenant::namespace)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Of the groups that are wanted, null for all. The lock is held while the copies are looked up or made, not while they are put together.
     */
    private Collection<UserKey> union(Tenant tenant, @Nullable Collection<String> wanted) {
        List<List<UserKey>> copies = new ArrayList<>();
        synchronized (this) {
            for (String name : wanted == null ? names.getOrDefault(tenant, new TreeSet<>()) : wanted) {
                StoredGroup group = groups.get(new GroupKey(tenant, name));
                if (group != null && (wanted != null || !GroupNames.isOfConnections(name))) {
                    copies.add(copyOf(group));
                }
            }
        }
        if (copies.size() == 1) {
            return copies.get(0);
        }
        Set<UserKey> users = new LinkedHashSet<>();
        copies.forEach(users::addAll);
        return users;
    }

    private List<UserKey> copyOf(StoredGroup group) {
        List<UserKey> copy = group.copy;
        if (copy == null) {
            synchronized (this) {
                copy = List.copyOf(group.members.values());
                group.copy = copy;
            }
        }
        return copy;
    }

    private int limit(String name, @Nullable StoredGroup group) {
        if (GroupNames.isReserved(name)) {
            return Integer.MAX_VALUE;
        }
        int own = group == null ? 0 : group.profile.maxMembers();
        return own == 0 ? bounds.maxMembers() : Math.min(own, bounds.maxMembers());
    }

    private static GroupOutcome.Refused tooMany(String what, UserKey user) {
        return new GroupOutcome.Refused(
                ErrorCode.TOO_MANY_GROUPS,
                "a user may " + what + " " + Limits.MAX_GROUPS + " groups: " + user.userId());
    }

    /** Why these cannot all join, or null when they can. */
    @GuardedBy("this")
    private GroupOutcome.@Nullable Refused refusal(List<GroupMember> fresh, Predicate<StoredGroup> open) {
        Map<GroupKey, Integer> byGroup = new LinkedHashMap<>();
        Map<UserKey, Integer> byUser = new LinkedHashMap<>();
        int counted = 0;
        for (GroupMember member : fresh) {
            byGroup.merge(new GroupKey(member.user().tenant(), member.group()), 1, Integer::sum);
            byUser.merge(member.user(), GroupNames.isReserved(member.group()) ? 0 : 1, Integer::sum);
            counted += GroupNames.isOfConnections(member.group()) ? 0 : 1;
        }
        int made = 0;
        for (Map.Entry<GroupKey, Integer> more : byGroup.entrySet()) {
            String name = more.getKey().name;
            StoredGroup group = groups.get(more.getKey());
            if (group != null && !open.test(group)) {
                return GroupOutcome.refused(ErrorCode.GROUP_CLOSED, name);
            }
            int present = group == null ? 0 : group.members.size();
            if (more.getValue() > limit(name, group) - present) {
                return GroupOutcome.refused(ErrorCode.GROUP_FULL, name);
            }
            made += group == null && !GroupNames.isOfConnections(name) ? 1 : 0;
        }
        for (Map.Entry<UserKey, Integer> more : byUser.entrySet()) {
            if (more.getValue() > 0 && ordinary(more.getKey()) + more.getValue() > Limits.MAX_GROUPS) {
                return tooMany("be in", more.getKey());
            }
        }
        boolean exhausted = made > 0 && groups.size() + made > bounds.max()
                || counted > bounds.maxMemberships() - memberships && counted > 0;
        return exhausted ? GroupOutcome.refused(ErrorCode.GROUPS_EXHAUSTED, "") : null;
    }

    private long ordinary(UserKey user) {
        return groupsOf(user).stream()
                .filter(group -> !GroupNames.isReserved(group))
                .count();
    }

    @GuardedBy("this")
    private GroupOutcome.Done joined(List<GroupMember> fresh) {
        Map<UserKey, Set<String>> all = new HashMap<>();
        for (GroupMember member : fresh) {
            UserKey user = member.user();
            give(new GroupKey(user.tenant(), member.group()), user);
            all.computeIfAbsent(user, key -> new HashSet<>(groupsOf(user))).add(member.group());
        }
        all.forEach((user, joined) -> groupsOf.put(user, Set.copyOf(joined)));
        return new GroupOutcome.Done(fresh, List.of());
    }

    @GuardedBy("this")
    private void put(GroupKey key, StoredGroup group) {
        groups.put(key, group);
        names.computeIfAbsent(key.tenant, tenant -> new TreeSet<>()).add(key.name);
    }

    @GuardedBy("this")
    private void give(GroupKey key, UserKey user) {
        StoredGroup group = groups.get(key);
        if (group == null) {
            group = new StoredGroup(GroupProfile.OPEN, false);
            put(key, group);
        }
        group.members.put(user.userId(), user);
        group.copy = null;
        memberships += GroupNames.isOfConnections(key.name) ? 0 : 1;
    }

    @GuardedBy("this")
    private boolean take(GroupKey key, StoredGroup group, UserKey user) {
        if (group.members.remove(user.userId()) == null) {
            return false;
        }
        group.copy = null;
        memberships -= GroupNames.isOfConnections(key.name) ? 0 : 1;
        if (group.members.isEmpty() && !group.lasting) {
            drop(key, group);
        }
        return true;
    }

    @GuardedBy("this")
    private void drop(GroupKey key, StoredGroup group) {
        groups.remove(key);
        NavigableSet<String> rest = names.getOrDefault(key.tenant, new TreeSet<>());
        rest.remove(key.name);
        if (rest.isEmpty()) {
            names.remove(key.tenant);
        }
        String owner = group.profile.owner();
        if (owner != null) {
            owned.computeIfPresent(new UserKey(key.tenant, owner), (user, count) -> count == 1 ? null : count - 1);
        }
    }

    @GuardedBy("this")
    private void without(UserKey user, Collection<String> left) {
        Set<String> rest = new HashSet<>(groupsOf(user));
        left.forEach(rest::remove);
        if (rest.isEmpty()) {
            groupsOf.remove(user);
        } else {
            groupsOf.put(user, Set.copyOf(rest));
        }
    }

    private record GroupKey(Tenant tenant, String name) {}
}
