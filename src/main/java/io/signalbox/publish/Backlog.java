package io.signalbox.publish;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is in the table, of all nodes.
 *
 * @param waiting messages that are to be sent
 * @param oldest when the oldest of them was published; null when none waits
 * @param setAside messages that are not tried any more
 */
public record Backlog(long waiting, @Nullable Instant oldest, long setAside) {
    /** Nothing is there, or nobody looked yet. */
    public static final Backlog EMPTY = new Backlog(0, null, 0);
}
