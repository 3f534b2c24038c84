package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import java.util.Collection;
import java.util.Set;

/** Who is in which group, as far as this node's users go. Safe from any thread, never blocks. */
public interface GroupStore {
    /**
     * Adds the user to the groups. Idempotent.
     *
     * @return false when the user would be in more groups than allowed; then nothing changed
     */
    boolean join(UserKey user, Collection<String> groups);

    /** Takes the user out of the groups. Idempotent. */
    void leave(UserKey user, Collection<String> groups);

    /** Takes the user out of all groups: the last connection ended. */
    void leaveAll(UserKey user);

    /** Groups of a user. */
    Set<String> groupsOf(UserKey user);

    /** Members of at least one of the groups, each once. */
    Set<UserKey> members(Tenant tenant, Collection<String> groups);
}
