package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import java.time.Instant;
import java.util.List;

/**
 * A page of what waited for a user was put into the outbox of one of its connections.
 *
 * @param pushed message ids, in order
 * @param failed those for which the outbox had no room: they stay in the inbox and are tried again
 */
public record OfflineMessagesPushed(UserKey user, String client, List<String> pushed, List<String> failed, Instant at)
        implements DeliveryEvent {
    public OfflineMessagesPushed {
        pushed = List.copyOf(pushed);
        failed = List.copyOf(failed);
    }
}
