package io.signalbox.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.UserKey;
import java.util.Set;

/**
 * Which nodes a user is connected to. Calls may wait for other nodes, so never from an event loop. Every method throws
 * {@link DirectoryUnavailableException} when the cluster does not answer in time.
 */
public interface Directory {
    /** The user has a connection on this node now. Idempotent. @return whether the directory did not know that */
    @CanIgnoreReturnValue
    boolean arrived(UserKey user);

    /** The user has no connection on this node any more. Idempotent. */
    void left(UserKey user);

    /** Whether no other node lives: then a user without a connection here has none at all. Never waits. */
    boolean onlyHere();

    /** Ids of all nodes that the user is connected to, this one included; empty: the user is away. */
    Set<String> nodesOf(UserKey user);
}
