package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A group of {@link InMemoryGroupStore}, whose lock is held by whoever reads or writes the members. */
final class StoredGroup {
    final GroupProfile profile;
    /** Whether it stays without members. */
    final boolean lasting;
    /** By user id. */
    final NavigableMap<String, UserKey> members = new TreeMap<>();
    /** The members in one list that never changes; null: not asked for since the last change. */
    volatile @Nullable List<UserKey> copy;

    StoredGroup(GroupProfile profile, boolean lasting) {
        this.profile = profile;
        this.lasting = lasting;
    }

    boolean has(UserKey user) {
        return members.containsKey(user.userId());
    }

    /** Whether the user may join by itself. */
    boolean opensTo(UserKey user) {
        return !profile.closed() || user.userId().equals(profile.owner());
    }
}
