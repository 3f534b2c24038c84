package io.signalbox.truth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a device that follows docs/protocol.md makes of what arrives. Filled by the checker. */
final class Device {
    final String name;
    /** First processing of each message, by sender, in the order in which they were processed. */
    final Map<String, List<Sent>> processed = new LinkedHashMap<>();

    private final Set<String> known = new HashSet<>();
    private final Map<String, Long> cursors = new HashMap<>();

    Device(String name) {
        this.name = name;
    }

    String user() {
        return user(name);
    }

    /** The user of an actor: what is before the slash, or all of a name that has none. */
    static String user(String actor) {
        int slash = actor.indexOf('/');
        return slash < 0 ? actor : actor.substring(0, slash);
    }

    boolean knows(Sent sent) {
        return known.contains(sent.id);
    }

    /** @return whether the position is above the cursor, which then moves there */
    boolean advances(String epoch, long seq) {
        if (seq <= cursors.getOrDefault(epoch, 0L)) {
            return false;
        }
        cursors.put(epoch, seq);
        return true;
    }

    /** @return whether it is the first time */
    boolean process(Sent sent) {
        if (!known.add(sent.id)) {
            return false;
        }
        processed.computeIfAbsent(sent.sender, sender -> new ArrayList<>()).add(sent);
        return true;
    }
}
