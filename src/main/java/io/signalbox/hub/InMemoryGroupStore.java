package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Limits;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Groups of this node's connected users, in memory. */
public final class InMemoryGroupStore implements GroupStore {
    private final Map<GroupKey, Set<UserKey>> members = new HashMap<>();
    private final Map<UserKey, Set<String>> groups = new HashMap<>();

    @Override
    public synchronized boolean join(UserKey user, Collection<String> joined) {
        Set<String> all = new HashSet<>(groups.getOrDefault(user, Set.of()));
        all.addAll(joined);
        if (all.size() > Limits.MAX_GROUPS) {
            return false;
        }
        if (!all.isEmpty()) {
            groups.put(user, all);
            joined.forEach(group -> members.computeIfAbsent(new GroupKey(user.tenant(), group), key -> new HashSet<>())
                    .add(user));
        }
        return true;
    }

    @Override
    public synchronized void leave(UserKey user, Collection<String> left) {
        Set<String> remaining = groups.get(user);
        if (remaining == null) {
            return;
        }
        for (String group : left) {
            remaining.remove(group);
            removeMember(new GroupKey(user.tenant(), group), user);
        }
        if (remaining.isEmpty()) {
            groups.remove(user);
        }
    }

    @Override
    public synchronized void leaveAll(UserKey user) {
        leave(user, Set.copyOf(groups.getOrDefault(user, Set.of())));
    }

    @Override
    public synchronized Set<String> groupsOf(UserKey user) {
        return Set.copyOf(groups.getOrDefault(user, Set.of()));
    }

    @Override
    public synchronized Set<UserKey> members(Tenant tenant, Collection<String> wanted) {
        Set<UserKey> users = new HashSet<>();
        wanted.forEach(group -> users.addAll(members.getOrDefault(new GroupKey(tenant, group), Set.of())));
        return users;
    }

    private void removeMember(GroupKey group, UserKey user) {
        Set<UserKey> users = members.get(group);
        if (users != null) {
            users.remove(user);
            if (users.isEmpty()) {
                members.remove(group);
            }
        }
    }

    private record GroupKey(Tenant tenant, String group) {}
}
