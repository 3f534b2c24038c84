package io.signalbox.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.session.ClientSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Commands that clients have not answered, by connection, oldest first. Safe from any thread; nothing is called out to
 * under the lock.
 */
final class PendingCommands {
    private final int most;
    private final int mostPerClient;

    @GuardedBy("this")
    private final Map<ClientSession, Deque<Pending>> bySession = new HashMap<>();

    @GuardedBy("this")
    private int size;

    PendingCommands(int most, int mostPerClient) {
        this.most = most;
        this.mostPerClient = mostPerClient;
    }

    /** @return false when there is no room */
    synchronized boolean add(Pending pending) {
        Deque<Pending> queue = bySession.get(pending.session);
        if (size >= most || (queue != null && queue.size() >= mostPerClient)) {
            return false;
        }
        if (queue == null) {
            queue = new ArrayDeque<>();
            bySession.put(pending.session, queue);
        }
        queue.add(pending);
        size++;
        return true;
    }

    /**
     * Takes the command that a client answers: the one it names, or, when it names none, the one that it got first.
     *
     * @return null when this client was asked no such thing
     */
    synchronized @Nullable Pending take(ClientSession from, @Nullable String requestId) {
        for (Pending pending : bySession.getOrDefault(from, new ArrayDeque<>())) {
            if (requestId == null || pending.requestId.equals(requestId)) {
                return remove(pending) ? pending : null;
            }
        }
        return null;
    }

    /** @return false when it is not there any more: somebody else ends it */
    synchronized boolean remove(Pending pending) {
        Deque<Pending> queue = bySession.get(pending.session);
        if (queue == null || !queue.remove(pending)) {
            return false;
        }
        size--;
        if (queue.isEmpty()) {
            bySession.remove(pending.session);
        }
        return true;
    }

    /** From now on an answer to it is late. @return false when it is not there any more */
    synchronized boolean expire(Pending pending) {
        Deque<Pending> queue = bySession.get(pending.session);
        if (queue == null || !queue.contains(pending)) {
            return false;
        }
        pending.late = true;
        return true;
    }

    /** Takes all of a connection. */
    synchronized Collection<Pending> removeAll(ClientSession session) {
        Deque<Pending> queue = bySession.remove(session);
        if (queue == null) {
            return List.of();
        }
        size -= queue.size();
        return new ArrayList<>(queue);
    }

    synchronized int size() {
        return size;
    }

    /** One command. */
    static final class Pending {
        final ClientSession session;
        final String requestId;
        final CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        /** The caller was told that there is no answer; written under the lock, read by who took it from there. */
        volatile boolean late;

        Pending(ClientSession session, String requestId) {
            this.session = session;
            this.requestId = requestId;
        }
    }
}
