package io.signalbox.cluster;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import io.signalbox.hub.Directory;
import io.signalbox.hub.DirectoryUnavailableException;
import io.signalbox.identity.UserKey;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * User to nodes, in a distributed map. A value is the sorted ids of the user's nodes; it is changed by compare and set,
 * so that nodes that change it at the same time do not undo each other. Ids of nodes that are not alive are never
 * answered, even before they are cleaned out.
 */
final class HazelcastDirectory implements Directory {
    private static final String SEPARATOR = "\n";

    private final IMap<String, String> map;
    private final Membership membership;

    HazelcastDirectory(HazelcastInstance hazelcast, Membership membership) {
        this.map = hazelcast.getMap("signalbox-directory");
        this.membership = membership;
    }

    @Override
    public boolean arrived(UserKey user) {
        return change(key(user), nodes -> nodes.add(membership.self().id()));
    }

    @Override
    public void left(UserKey user) {
        change(key(user), nodes -> nodes.remove(membership.self().id()));
    }

    @Override
    public boolean onlyHere() {
        return membership.members().size() == 1;
    }

    @Override
    public Set<String> nodesOf(UserKey user) {
        Set<String> nodes = parse(answered(() -> map.get(key(user))));
        nodes.retainAll(livingIds());
        return nodes;
    }

    /** Takes the ids of nodes that are gone out of the entries that this member keeps. */
    void forgetTheDead() {
        Set<String> living = livingIds();
        for (String key : map.localKeySet()) {
            change(key, nodes -> nodes.retainAll(living));
        }
    }

    private Set<String> livingIds() {
        return membership.members().stream().map(NodeInfo::id).collect(Collectors.toSet());
    }

    /** @return whether there was something to change */
    @CanIgnoreReturnValue
    private boolean change(String key, Change change) {
        return answered(() -> {
            while (true) {
                String before = map.get(key);
                Set<String> nodes = parse(before);
                if (!change.apply(nodes)) {
                    return false;
                }
                String after = String.join(SEPARATOR, nodes);
                boolean done;
                if (before == null) {
                    done = map.putIfAbsent(key, after) == null;
                } else if (after.isEmpty()) {
                    done = map.remove(key, before);
                } else {
                    done = map.replace(key, before, after);
                }
                if (done) {
                    return true;
                }
            }
        });
    }

    private static String key(UserKey user) {
        return String.join(SEPARATOR, user.tenant().appId(), user.tenant().namespace(), user.userId());
    }

    private static Set<String> parse(@Nullable String value) {
        return value == null || value.isEmpty()
                ? new TreeSet<>()
                : new TreeSet<>(Arrays.asList(value.split(SEPARATOR, -1)));
    }

    @SuppressWarnings("NullAway") // a map's get may answer null
    private static <T extends @Nullable Object> T answered(Supplier<T> action) {
        try {
            return action.get();
        } catch (HazelcastException | HazelcastInstanceNotActiveException e) {
            throw new DirectoryUnavailableException("directory does not answer: " + e.getMessage(), e);
        }
    }

    private interface Change {
        /** @return whether the set was changed */
        boolean apply(Set<String> nodes);
    }
}
