package io.signalbox.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a session that asked to be registered. Those that had to go are not registered any more; it is the
 * caller's to close them.
 *
 * @param accepted false: it is not registered and nothing changed
 * @param replaced the session of the same user with the same client id; null when there was none
 * @param evicted those that had to go for it
 */
public record Admitted(boolean accepted, @Nullable ClientSession replaced, List<ClientSession> evicted) {
    static final Admitted REFUSED = new Admitted(false, null, List.of());

    public Admitted {
        evicted = List.copyOf(evicted);
    }

    /** All that are not registered any more because of it. */
    public List<ClientSession> gone() {
        if (replaced == null) {
            return evicted;
        }
        List<ClientSession> gone = new ArrayList<>(evicted);
        gone.add(replaced);
        return gone;
    }
}
