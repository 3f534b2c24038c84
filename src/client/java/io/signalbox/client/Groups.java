package io.signalbox.client;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The groups this client is in, and comes back to on a new connection. */
final class Groups {
    private final Set<String> joined = new LinkedHashSet<>();
    private volatile List<String> snapshot = List.of();

    Groups(Collection<String> initial) {
        add(initial);
    }

    /** Safe from any thread. */
    List<String> joined() {
        return snapshot;
    }

    void add(Collection<String> groups) {
        joined.addAll(groups);
        snapshot = List.copyOf(joined);
    }

    void remove(Collection<String> groups) {
        joined.removeAll(groups);
        snapshot = List.copyOf(joined);
    }

    /** What is to be joined on a connection that is in these groups already. */
    List<String> missingFrom(Collection<String> present) {
        return joined.stream().filter(group -> !present.contains(group)).toList();
    }
}
