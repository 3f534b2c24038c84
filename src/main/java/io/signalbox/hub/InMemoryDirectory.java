package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The directory of a cluster of one. */
public final class InMemoryDirectory implements Directory {
    private final Map<UserKey, Set<String>> present = new ConcurrentHashMap<>();
    private final Set<String> here;

    public InMemoryDirectory(String nodeId) {
        here = Set.of(nodeId);
    }

    @Override
    public boolean arrived(UserKey user) {
        return present.put(user, here) == null;
    }

    @Override
    public void left(UserKey user) {
        present.remove(user);
    }

    @Override
    public Set<String> nodesOf(UserKey user) {
        return present.getOrDefault(user, Set.of());
    }

    @Override
    public boolean onlyHere() {
        return true;
    }
}
