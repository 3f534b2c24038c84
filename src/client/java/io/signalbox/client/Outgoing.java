package io.signalbox.client;

import io.signalbox.protocol.AckLevel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way out: those that wait to be written, and those that wait for the hub's word. Bounded in messages
 * and bytes. Confined to the scheduler thread.
 */
final class Outgoing {
    private final ClientOptions options;
    private final ClientScheduler scheduler;
    /** In the order they were sent. */
    private final Deque<Entry> waiting = new ArrayDeque<>();
    /** In the order they were sent; tracked messages and commands, written or not. */
    private final Map<String, Entry> unconfirmed = new LinkedHashMap<>();

    private final Map<String, Entry> undelivered = new LinkedHashMap<>();
    private int heldBytes;

    Outgoing(ClientOptions options, ClientScheduler scheduler) {
        this.options = options;
        this.scheduler = scheduler;
    }

    /** Takes a message, or tells it, coded, that there is no room. */
    void submit(Entry entry, boolean linked) {
        SignalboxException refusal = refusal(entry, linked);
        if (refusal != null) {
            entry.outcome.failed(refusal);
            return;
        }
        heldBytes += entry.bytes;
        entry.queued = true;
        waiting.add(entry);
        if (entry.kind != Entry.Kind.PLAIN) {
            unconfirmed.put(entry.messageId, entry);
            Duration patience = entry.kind == Entry.Kind.COMMAND ? options.commandTimeout() : options.publishTimeout();
            entry.timer = scheduler.after(patience, () -> timedOut(entry));
        }
    }

    /** The next one to write, or null. */
    @Nullable
    Entry next() {
        Entry entry = waiting.poll();
        if (entry != null) {
            entry.queued = false;
        }
        return entry;
    }

    /** It was written. */
    void written(Entry entry) {
        if (entry.kind == Entry.Kind.PLAIN) {
            heldBytes -= entry.bytes;
            entry.outcome.written();
        }
    }

    /** The connection went away while it was being written; what is tracked is kept. */
    void interrupted(Entry entry) {
        if (entry.kind == Entry.Kind.PLAIN) {
            heldBytes -= entry.bytes;
            entry.outcome.failed(SignalboxException.of(
                    ClientErrorCode.CONNECTION_LOST, "the connection was lost while writing", entry.messageId));
        }
    }

    /** On a new connection: what an earlier one may have lost goes in front of what waits, in the order it was sent. */
    void resend() {
        List<Entry> again =
                unconfirmed.values().stream().filter(entry -> !entry.queued).toList();
        for (int i = again.size() - 1; i >= 0; i--) {
            again.get(i).queued = true;
            waiting.addFirst(again.get(i));
        }
    }

    /** The hub's word about a message; nothing when nobody waits for it. */
    void confirmed(String messageId, AckLevel level) {
        Entry entry = settle(messageId);
        if (entry == null) {
            return;
        }
        entry.outcome.confirmed(level);
        if (level == AckLevel.STORED && entry.kind == Entry.Kind.TRACKED) {
            awaitDelivery(entry);
        } else {
            entry.outcome.delivered(false);
        }
    }

    /** A device of the receiver has the message. That it is stored too goes without saying. */
    void delivered(String messageId) {
        confirmed(messageId, AckLevel.STORED);
        Entry entry = undelivered.remove(messageId);
        if (entry != null) {
            entry.outcome.delivered(true);
        }
    }

    /** The hub did what a command asks for. */
    void done(String messageId) {
        Entry entry = settle(messageId);
        if (entry != null) {
            entry.outcome.done();
        }
    }

    /** The hub refused a message; false when nobody waits for it. */
    boolean refused(String messageId, SignalboxException error) {
        Entry entry = settle(messageId);
        if (entry != null) {
            entry.outcome.failed(error);
        }
        return entry != null;
    }

    /** The client is closed: everybody who waits is told. */
    void abandon(Function<String, SignalboxException> error) {
        Set<Entry> entries = new LinkedHashSet<>(unconfirmed.values());
        entries.addAll(waiting);
        waiting.clear();
        unconfirmed.clear();
        for (Entry entry : entries) {
            entry.timer.cancel();
            entry.outcome.failed(error.apply(entry.messageId));
        }
        List<Entry> unknown = new ArrayList<>(undelivered.values());
        undelivered.clear();
        unknown.forEach(entry -> entry.outcome.delivered(false));
        heldBytes = 0;
    }

    private @Nullable SignalboxException refusal(Entry entry, boolean linked) {
        String id = entry.messageId;
        if (entry.kind != Entry.Kind.PLAIN) {
            if (unconfirmed.containsKey(id)) {
                return SignalboxException.of(
                        ClientErrorCode.DUPLICATE_MESSAGE_ID, "it is on its way already: " + id, id);
            }
            if (unconfirmed.size() >= options.maxPending()) {
                return SignalboxException.of(
                        ClientErrorCode.TOO_MANY_PENDING, unconfirmed.size() + " messages wait for the hub", id);
            }
        }
        int room = linked ? options.maxQueued() : options.maxBuffered();
        boolean full = waiting.size() >= room || heldBytes + entry.bytes > options.maxBufferedBytes();
        return full ? SignalboxException.of(ClientErrorCode.BUFFER_FULL, "too much waits to be sent", id) : null;
    }

    private void timedOut(Entry entry) {
        settle(entry.messageId);
        entry.outcome.failed(
                SignalboxException.of(ClientErrorCode.TIMEOUT, "the hub did not answer in time", entry.messageId));
    }

    private @Nullable Entry settle(String messageId) {
        Entry entry = unconfirmed.remove(messageId);
        if (entry != null) {
            entry.timer.cancel();
            heldBytes -= entry.bytes;
            if (entry.queued) {
                waiting.remove(entry);
                entry.queued = false;
            }
        }
        return entry;
    }

    private void awaitDelivery(Entry entry) {
        if (undelivered.size() >= options.maxPending()) {
            Entry oldest = undelivered.values().iterator().next();
            undelivered.remove(oldest.messageId);
            oldest.outcome.delivered(false);
        }
        Entry same = undelivered.put(entry.messageId, entry);
        if (same != null) {
            same.outcome.delivered(false);
        }
    }
}
