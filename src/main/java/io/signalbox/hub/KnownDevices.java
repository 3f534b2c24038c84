package io.signalbox.hub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The devices of one user, and the rule of who has to acknowledge what. Used inside a transaction, or under the lock, of
 * an {@link Inbox}.
 */
public final class KnownDevices {
    private final CursorSettings settings;
    private final Map<String, DeviceCursor> cursors;
    private final Instant now;

    /** @param cursors by client id; changed by what is said here */
    public KnownDevices(CursorSettings settings, Map<String, DeviceCursor> cursors, Instant now) {
        this.settings = settings;
        this.cursors = cursors;
        this.now = now;
    }

    /** A device connected or acknowledges. @return its cursor, a new one when it is not known */
    public DeviceCursor seen(String clientId) {
        DeviceCursor cursor = cursors.computeIfAbsent(clientId, id -> new DeviceCursor(0, "", now));
        cursor.seen(now);
        return cursor;
    }

    /**
     * A device acknowledges an entry that waits.
     *
     * @param receiverClient the only device that it is for; null: all of the user
     */
    public Verdict acknowledge(String clientId, long seq, @Nullable String receiverClient) {
        if (receiverClient != null && !receiverClient.equals(clientId)) {
            return Verdict.FOREIGN;
        }
        if (!settings.allDevices() || receiverClient != null) {
            return Verdict.GOES;
        }
        boolean first = true;
        for (DeviceCursor cursor : cursors.values()) {
            first &= !cursor.covers(seq);
        }
        seen(clientId).take(seq);
        for (DeviceCursor cursor : cursors.values()) {
            if (!cursor.covers(seq)) {
                return first ? Verdict.STAYS : Verdict.REPEATED;
            }
        }
        return first ? Verdict.GOES : Verdict.GOES_LATER;
    }

    /** Forgets devices that were not seen for long, and those beyond the bound. @return their client ids */
    public List<String> forget() {
        List<Map.Entry<String, DeviceCursor>> oldestFirst = new ArrayList<>(cursors.entrySet());
        oldestFirst.sort(Comparator.comparing(entry -> entry.getValue().seenAt()));
        List<String> forgotten = new ArrayList<>();
        Instant lately = now.minus(settings.forgetAfter());
        for (Map.Entry<String, DeviceCursor> entry : oldestFirst) {
            if (cursors.size() > settings.devices()
                    || !entry.getValue().seenAt().isAfter(lately)) {
                cursors.remove(entry.getKey());
                forgotten.add(entry.getKey());
            }
        }
        return forgotten;
    }

    /** What an acknowledgement of a waiting entry does. */
    public enum Verdict {
        /** It is for another device: nothing. */
        FOREIGN,
        /** The first acknowledgement of it, and no more are waited for. */
        GOES,
        /** No more are waited for; somebody acknowledged it before. */
        GOES_LATER,
        /** The first acknowledgement of it; other devices have not. */
        STAYS,
        /** Somebody acknowledged it before, and others still have not. */
        REPEATED;

        /** Whether the entry leaves the inbox. */
        public boolean goes() {
            return this == GOES || this == GOES_LATER;
        }

        /** Whether the sender is told. */
        public boolean first() {
            return this == GOES || this == STAYS;
        }
    }
}
