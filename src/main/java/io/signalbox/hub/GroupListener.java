package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import java.util.Collection;

/**
 * Told of groups that changed (contract 2.12), after it was done and only then, by the thread that did it and under no
 * lock. Must not block; an exception is logged and changes nothing. What different threads change at the same time may
 * be told in another order. Every CDI bean of this type is told.
 */
public interface GroupListener {
    /** Does nothing. */
    GroupListener NONE = new GroupListener() {};

    /** All of them as one: each is told in their order, and what one throws is kept from the others. */
    static GroupListener all(Collection<? extends GroupListener> listeners) {
        return new GroupListeners(listeners);
    }

    /** A group was created with a profile. One that came to be by joining is told by {@link #joined} only. */
    default void created(Tenant tenant, String group, GroupProfile profile) {}

    /** A group was disbanded; its members were told of before by {@link #left}. */
    default void disbanded(Tenant tenant, String group) {}

    /** A user is a member now, and was none before. */
    default void joined(GroupMember member) {}

    /** A user is no member any more. */
    default void left(GroupMember member) {}
}
